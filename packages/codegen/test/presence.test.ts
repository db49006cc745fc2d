import type { Attendance, AttendOptions, HawserError, MemberChange, SubscriptionStatus } from "@hawser/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LobbyMember, Person, PersonParams } from "./golden/presence.client.js";
import { type Entered, graceMs, type OpenFloor, openFloor } from "./open-floor.js";
import { transports } from "./transports.js";

// A generated client against a real server: who is present, over sockets.

const desk = { desk: "a" };

describe.each(transports)("over $name", ({ transport }) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    let open: OpenFloor;
    let ann: Entered;
    let bob: Entered;

    beforeEach(async () => {
      open = await openFloor(encoding, await transport());
      [ann, bob] = await Promise.all([open.enter("ann"), open.enter("bob")]);
    });

    afterEach(() => open.close());

    test("who is there is told first, then who joins, changes and leaves, with what each tells", async () => {
      const first = await atDesk(ann, { as: { nick: "ann", langs: ["en"] } });
      const second = await atDesk(bob, { as: { nick: "bob" } });
      const [annId, bobId] = [first.here.self as string, second.here.self as string];
      expect(annId).not.toBe(bobId);
      await second.here.update({ nick: "bobby", langs: ["de", "fr"] });
      await vi.waitFor(() => expect(first.here.members.get(bobId)).toEqual({ nick: "bobby", langs: ["de", "fr"] }));
      await second.here.leave();
      await vi.waitFor(() => expect(first.here.members).toEqual(new Map([[annId, { nick: "ann", langs: ["en"] }]])));

      expect(first.changes.filter(({ id }) => id === bobId)).toEqual([
        { type: "join", id: bobId, data: { nick: "bob" } },
        { type: "update", id: bobId, data: { nick: "bobby", langs: ["de", "fr"] } },
        { type: "leave", id: bobId, data: { nick: "bobby", langs: ["de", "fr"] } },
      ]);
      expect(second.changes.filter(({ id }) => id === annId)).toEqual([
        { type: "present", id: annId, data: { nick: "ann", langs: ["en"] } },
      ]);
      expect(second.ends).toEqual([undefined]);
      expect(second.here.status).toBe("ended");
    });

    test("the server knows the same members, those of each instance for themselves", async () => {
      const mine = await atDesk(ann, { as: { nick: "ann" } });
      const theirs = await atDesk(bob, { as: { nick: "bob" } });
      const elsewhere = await attending(bob.floor.desk.messages.attend({ desk: "b" }, { as: { nick: "bob" } }));
      const members = await open.server.topics.desk.messages.members(desk);
      expect(new Map(members.map(({ id, data }) => [id, data]))).toEqual(
        new Map([
          [mine.here.self, { nick: "ann" }],
          [theirs.here.self, { nick: "bob" }],
        ]),
      );
      expect(await open.server.topics.desk.messages.members({ desk: "b" })).toEqual([
        { id: elsewhere.self, data: { nick: "bob" } },
      ]);
      expect(await open.server.topics.desk.messages.members({ desk: "c" })).toEqual([]);
    });

    test("who only watches is nobody's neighbour", async () => {
      const watching = await atDesk(bob, {});
      const mine = await atDesk(ann, { as: { nick: "ann" } });
      await vi.waitFor(() => expect([...watching.here.members.values()]).toEqual([{ nick: "ann" }]));
      expect(watching.here.self).toBe(undefined);
      expect(mine.here.members.size).toBe(1);
      await expect(watching.here.update({ nick: "bob" })).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("what a member tells goes into its type, and others get what comes out", async () => {
      const watching = await attending(bob.floor.lobby.attend());
      const since = "2026-01-01T00:00:00.000Z";
      const here = await attending(ann.floor.lobby.attend({ as: { since, badge: Uint8Array.of(1, 2).buffer } }));
      const expected: LobbyMember = { nick: "somebody", since: new Date(since), badge: Uint8Array.of(1, 2) };
      await vi.waitFor(() => expect(watching.members.size).toBe(1));
      for (const { members } of [here, watching]) expect(plain(members.get(here.self as string))).toEqual(expected);
      const [member] = await open.server.topics.lobby.members();
      expect(plain(member?.data)).toEqual(expected);

      const counting = await attending(ann.floor.prices.attend({ symbol: "EUR" }, { as: 5 }));
      expect([...counting.members]).toEqual([[counting.self, 5]]);
    });

    test("a loop reads the changes, and leaving it leaves", async () => {
      const watching = await atDesk(bob, {});
      const here = ann.floor.desk.messages.attend(desk, { as: { nick: "ann" } });
      for await (const { id, data } of here) {
        expect([id, data]).toEqual([here.self, { nick: "ann" }]);
        await vi.waitFor(() => expect(watching.here.members.size).toBe(1));
        break;
      }
      await vi.waitFor(() => expect(watching.here.members.size).toBe(0));
      expect(here.status).toBe("ended");
    });

    test("whom the server does not let in is told so, and others hear nothing", async () => {
      const watching = await atDesk(bob, {});
      const refused = atDeskUnconfirmed(ann, { as: { nick: "bob" } });
      await vi.waitFor(() => expect(refused.ends).toMatchObject([{ code: "forbidden" }]));
      const wrong = atDeskUnconfirmed(ann, { as: { nick: 5 as unknown as string } });
      await vi.waitFor(() => expect(wrong.ends).toMatchObject([{ code: "invalid_input" }]));

      const { here } = await atDesk(ann, { as: { nick: "ann" } });
      await expect(here.update({ nick: "bob" })).rejects.toMatchObject({ code: "forbidden" });
      await expect(here.update({ nick: "ann".repeat(1_000) })).rejects.toMatchObject({ code: "limit_exceeded" });
      await here.update({ nick: "ann b." });
      await vi.waitFor(() => expect([...watching.here.members.values()]).toEqual([{ nick: "ann b." }]));
      expect(watching.changes.map(({ data }) => data.nick)).toEqual(["ann", "ann b."]);
    });

    test("a cut connection is nothing that anybody hears of", async () => {
      const mine = await atDesk(ann, { as: { nick: "ann" } });
      const theirs = await atDesk(bob, { as: { nick: "bob" } });
      await vi.waitFor(() => expect(mine.here.members.size).toBe(2));
      const { self } = mine.here;
      const before = [[...mine.changes], [...theirs.changes]];
      for (let round = 0; round < 3; round += 1) {
        ann.cut();
        await ann.back();
        await vi.waitFor(() => expect(mine.here.status).toBe("active"));
        expect(mine.here.self).toBe(self);
        expect(mine.here.members.size).toBe(2);
      }
      await new Promise((resolve) => setTimeout(resolve, 2 * graceMs));
      expect([mine.changes, theirs.changes]).toEqual(before);
      expect(await open.server.topics.desk.messages.members(desk)).toHaveLength(2);
    });

    test("what happened meanwhile is told as changes", async () => {
      const mine = await atDesk(ann, { as: { nick: "ann" } });
      const theirs = await atDesk(bob, { as: { nick: "bob" } });
      const other = await attending(bob.floor.desk.messages.attend(desk, { as: { nick: "bob 2" } }));
      await vi.waitFor(() => expect(mine.here.members.size).toBe(3));
      const before = mine.changes.length;
      ann.cut();
      await Promise.all([theirs.here.update({ nick: "bobby" }), other.leave()]);
      const third = await attending(bob.floor.desk.messages.attend(desk, { as: { nick: "bob 3" } }));
      await ann.back();
      await vi.waitFor(() => expect(mine.changes).toHaveLength(before + 3), { timeout: 5_000 });
      expect(mine.changes.slice(before)).toEqual(
        expect.arrayContaining([
          { type: "update", id: theirs.here.self, data: { nick: "bobby" } },
          { type: "leave", id: other.self, data: { nick: "bob 2" } },
          { type: "join", id: third.self, data: { nick: "bob 3" } },
        ]),
      );
      expect(mine.here.members).toEqual(theirs.here.members);
    });

    test("who does not come back has left, not at once", async () => {
      const gone = await open.enter("cy", { backoff: { initialMs: 60_000, maxMs: 60_000 } });
      const theirs = await atDesk(bob, {});
      const lost = await attending(gone.floor.desk.messages.attend(desk, { as: { nick: "cy" } }));
      const id = lost.self;
      await vi.waitFor(() => expect(theirs.here.members.size).toBe(1));
      const cutAt = performance.now();
      gone.cut();
      await vi.waitFor(() => expect(theirs.here.members.size).toBe(0), { timeout: 5_000 });
      // Timers may fire a little early.
      expect(performance.now() - cutAt).toBeGreaterThan(graceMs - 20);
      expect(theirs.changes.at(-1)).toEqual({ type: "leave", id, data: { nick: "cy" } });
    });

    test("what a member tells while it has no connection, it enters with next time", async () => {
      const updates: Promise<void>[] = [];
      const onStatus = (status: SubscriptionStatus): void => {
        if (status === "waiting") updates.push(mine.here.update({ nick: "ann again" }));
      };
      const mine = await atDesk(ann, { as: { nick: "ann" }, onStatus });
      const theirs = await atDesk(bob, {});
      ann.cut();
      await ann.back();
      expect(updates).toHaveLength(1);
      await Promise.all(updates);
      await vi.waitFor(() => expect([...theirs.here.members.values()]).toEqual([{ nick: "ann again" }]));
      expect(theirs.changes.map(({ type, data }) => [type, data.nick])).toEqual([
        ["present", "ann"],
        ["update", "ann again"],
      ]);
    });

    test("who may no longer subscribe is no member either", async () => {
      const mine = await atDesk(ann, { as: { nick: "ann" } });
      const theirs = await atDesk(bob, { as: { nick: "bob" } });
      await vi.waitFor(() => expect(mine.here.members.size).toBe(2));
      const isAnn = ({ context }: { context: { user: string } }): boolean => context.user === "ann";
      open.server.topics.desk.messages.revoke({ params: desk, where: isAnn, message: "you left the desk" });
      await vi.waitFor(() => expect(mine.ends).toMatchObject([{ code: "forbidden" }]));
      expect(String(mine.ends[0])).toContain("you left the desk");
      await vi.waitFor(() => expect([...theirs.here.members.values()]).toEqual([{ nick: "bob" }]));
    });
  });
});

interface Attended {
  readonly here: Attendance<Person, PersonParams>;
  readonly changes: MemberChange<Person>[];
  readonly ends: (HawserError | undefined)[];
}

/** Attends, keeps what happens, and waits for the server's word. */
async function atDesk(entered: Entered, options: AttendOptions<Person, PersonParams>): Promise<Attended> {
  const attended = atDeskUnconfirmed(entered, options);
  await attending(attended.here);
  return attended;
}

function atDeskUnconfirmed({ floor }: Entered, options: AttendOptions<Person, PersonParams>): Attended {
  const changes: MemberChange<Person>[] = [];
  const ends: (HawserError | undefined)[] = [];
  const here = floor.desk.messages.attend(desk, {
    ...options,
    onChange: (change) => changes.push(change),
    onEnd: (error) => ends.push(error),
  });
  return { here, changes, ends };
}

async function attending<Attended extends Attendance<unknown, never>>(here: Attended): Promise<Attended> {
  await vi.waitFor(() => expect(here.status).toBe("active"));
  return here;
}

/** Bytes as they compare: whatever buffer they lie in. */
function plain(member: LobbyMember | undefined): LobbyMember | undefined {
  return member?.badge ? { ...member, badge: Uint8Array.from(member.badge) } : member;
}
