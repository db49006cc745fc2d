import { kinds } from "@hawser/core";
import { expect, test } from "vitest";
import { type Guest, lobby } from "../test/fixtures.js";
import { connect, proveNothingIsLeft } from "../test/harness.js";
import { PresenceModelServer } from "../test/presence-model-server.js";
import { randomOf } from "../test/random-of.js";
import { newest, rest, serve } from "../test/serving.js";
import { attend } from "./attend.js";
import type { Attendance, MemberChange } from "./attendance.js";
import type { Connection } from "./connection.js";

proveNothingIsLeft();

// Whatever happens: who follows the changes knows who is there, and in the end that is who is there.

test.each(Array.from({ length: 150 }, (_, seed) => [seed + 1]))("seed %d", async (seed) => {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const server = new PresenceModelServer(below);
  const harness = await connect();
  const followers: Follower[] = [];
  const others = ["b", "c", "d"];
  const other = () => others[below(others.length)] as string;
  const some = () => followers[below(followers.length)];

  const steps: (() => unknown)[] = [
    () => server.enter(other(), `nick ${below(3)}`),
    () => server.leave(other()),
    () => below(2) && server.retell(),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => below(2) && harness.sockets[below(harness.sockets.length)]?.end(1006),
    () => newest(harness)?.receive([kinds.goingAway, 10_000]),
    () => followers.length < 4 && followers.push(new Follower(harness.connection, below(2) === 0)),
    () => below(4) === 0 && some()?.leave(),
    () => some()?.update(`nick ${below(3)}`),
    () => harness.clock.advance(below(3_000)),
    async () => {
      if (below(3) > 0) return;
      for (const socket of harness.sockets) await socket.end(1006);
      server.restart();
    },
  ];

  followers.push(new Follower(harness.connection, true));
  for (let count = 0; count < 120; count++) await steps[below(steps.length)]?.();
  await rest(harness, server);
  // Heartbeats are answered as long as the grace lasts.
  await harness.clock.advance(5_000);
  await rest(harness, server);
  for (const { faults } of followers) expect(faults).toEqual([]);
  for (const { here, members, nick } of followers.filter(({ hasLeft }) => !hasLeft)) {
    expect(here.status).toBe("active");
    expect([...members].sort()).toEqual([...server.members].sort());
    if (nick !== undefined) expect(members.get(here.self as string)).toBe(nick);
  }
});

/** Who follows the changes, and knows nothing else. */
class Follower {
  readonly here: Attendance<Guest>;
  readonly members = new Map<string, string>();
  readonly faults: string[] = [];
  /** What the own member told last. Absent: there is none. */
  nick: string | undefined;
  hasLeft = false;

  constructor(connection: Connection, enters: boolean) {
    this.nick = enters ? "new" : undefined;
    const as = this.nick === undefined ? undefined : { nick: this.nick };
    this.here = attend<{ room: string }, Guest>(
      connection,
      lobby,
      { room: "r" },
      { as, onChange: (change) => this.#follow(change) },
    );
  }

  update(nick: string): void {
    if (this.nick === undefined || this.hasLeft) return;
    this.nick = nick;
    // A lost connection is the only reason to fail, and then it is entered with.
    this.here.update({ nick }).catch(({ code }) => {
      if (code !== "connection_lost" && !this.hasLeft) this.faults.push(code);
    });
  }

  leave(): void {
    this.hasLeft = true;
    void this.here.leave();
  }

  #follow({ type, id, data }: MemberChange<Guest>): void {
    const isKnown = this.members.has(id);
    if (this.hasLeft) this.faults.push(`${type} after the end`);
    if (isKnown !== (type === "update" || type === "leave")) this.faults.push(`${type} of ${id}`);
    if (type === "update" && this.members.get(id) === data.nick) this.faults.push(`${id} is the same`);
    if (type === "leave" && this.members.get(id) !== data.nick) this.faults.push(`${id} told something else last`);
    if (type === "leave") this.members.delete(id);
    else this.members.set(id, data.nick);
    if (type !== "present" && this.here.members.has(id) !== this.members.has(id)) this.faults.push(`${id} in members`);
  }
}
