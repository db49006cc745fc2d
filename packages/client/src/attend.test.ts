import { type ClientFrame, kinds, type ServerFrame } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { type Guest, journal, lobby } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, type Harness, outcome, proveNothingIsLeft } from "../test/harness.js";
import { attend } from "./attend.js";
import type { Attendance, AttendOptions, MemberChange } from "./attendance.js";

proveNothingIsLeft();

type Told = string[];

/** Writes down changes as "type id nick", and the end. */
function told(): { told: Told; options: AttendOptions<Guest> } {
  const told: Told = [];
  return {
    told,
    options: {
      onChange: (change) => told.push(line(change)),
      onEnd: (error) => told.push(error?.code ?? "end"),
    },
  };
}

function line({ type, id, data }: MemberChange<Guest>): string {
  return `${type} ${id} ${data.nick}`;
}

interface Attended extends Harness {
  readonly told: Told;
  readonly here: Attendance<Guest>;
}

const room = { room: "r1" };

/** Attending; what the server was asked is still to be taken. */
async function attended(more: AttendOptions<Guest> = {}): Promise<Attended> {
  const harness = await connectAndOpen();
  const log = told();
  const here = attend<{ room: string }, Guest>(harness.connection, lobby, room, { ...log.options, ...more });
  await settled();
  return Object.assign(harness, { told: log.told, here });
}

/** Attending, entered as Ada, and told so. */
async function entered(more: AttendOptions<Guest> = {}): Promise<Attended> {
  const harness = await attended({ as: { nick: "Ada" }, ...more });
  await harness.socket.receive(members([["a", ["Ada"]]], "a"));
  harness.socket.take();
  harness.told.length = 0;
  return harness;
}

/** Another session, up to what it was asked behind hello. */
async function reconnect({ connection, sockets }: Harness): Promise<ClientFrame[]> {
  await sockets.at(-1)?.end(1006);
  connection.reconnect();
  await settled();
  const socket = sockets.at(-1) as FakeSocket;
  await socket.open();
  const [, ...asked] = socket.take();
  await socket.welcome();
  return asked;
}

function members(list: [string, unknown][], self: string | null = null, id = 0): ServerFrame {
  return [kinds.members, id, 5_000, self, list];
}

function changed(...changes: ([string, unknown] | [string])[]): ServerFrame {
  return [kinds.membersChanged, 0, changes];
}

/** The key of the member in an attend frame. */
function keyIn(frame: ClientFrame | undefined): unknown {
  return (frame as unknown[])[4] && ((frame as unknown[])[4] as unknown[])[0];
}

describe("who is there", () => {
  test("is told first, then every change in its order", async () => {
    const { socket, told, here } = await attended();
    expect(socket.take()).toEqual([[kinds.attend, 0, 4, ["r1"]]]);
    expect(here.status).toBe("subscribing");
    await socket.receive(members([["b", ["Bob"]]]));
    expect(here.status).toBe("active");
    await socket.receive(changed(["c", ["Cy"]], ["b", ["Bobby"]], ["c"]), changed(["d", ["Di"]]));
    expect(told).toEqual(["present b Bob", "join c Cy", "update b Bobby", "leave c Cy", "join d Di"]);
    expect([...here.members]).toEqual([
      ["b", { nick: "Bobby" }],
      ["d", { nick: "Di" }],
    ]);
    expect(here.self).toBeUndefined();
  });

  test("is complete when the first of them is told", async () => {
    const sizes: number[] = [];
    const { socket, here } = await attended({ onChange: () => sizes.push(here.members.size) });
    await socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bob"]],
      ]),
    );
    expect(sizes).toEqual([2, 2]);
  });

  test("in maps, on a session with another schema", async () => {
    const harness = await connectAndOpen({}, 1);
    const log = told();
    attend<{ room: string }, Guest>(harness.connection, lobby, room, { ...log.options, as: { nick: "Ada" } });
    await settled();
    const [frame] = harness.socket.take();
    expect(frame).toEqual([
      kinds.attend,
      0,
      "lobby",
      new Map([["room", "r1"]]),
      [keyIn(frame), new Map([["nick", "Ada"]])],
    ]);
    await harness.socket.receive(members([["a", new Map([["nick", "Ada"]])]], "a"));
    expect(log.told).toEqual(["present a Ada"]);
  });

  test("comes again whole, and is told as what has changed", async () => {
    const { socket, told } = await attended();
    await socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bob"]],
        ["c", ["Cy"]],
      ]),
    );
    told.length = 0;
    await socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bobby"]],
        ["d", ["Di"]],
      ]),
    );
    expect(told).toEqual(["leave c Cy", "update b Bobby", "join d Di"]);
  });

  test("who left and was unknown, or tells the same again, is no change", async () => {
    const { socket, told } = await attended();
    await socket.receive(members([["a", ["Ada"]]]), changed(["x"], ["a", ["Ada"]]));
    expect(told).toEqual(["present a Ada"]);
  });

  test("what is no member ends it with protocol, and the server is told", async () => {
    const { socket, told, here } = await attended();
    socket.take();
    await socket.receive(members([["a", 7]]));
    expect(told).toEqual(["protocol"]);
    expect(here.status).toBe("ended");
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    await socket.receive([kinds.ended, 0]);
  });

  test.each<[string, ServerFrame]>([
    ["a subscription's answer", [kinds.subscribed, 0, 1, "e", 0]],
    ["a pattern's answer", [kinds.patternSubscribed, 0]],
    ["members that nobody asked for", members([], null, 9)],
  ])("%s breaks the protocol", async (_name, frame) => {
    const { socket, connection } = await attended();
    await socket.receive(frame);
    expect(connection.status).toMatchObject({ state: "closed", error: { code: "protocol" } });
  });

  test("changes that crossed the end are left alone", async () => {
    const { socket, connection } = await attended();
    await socket.receive(members([]), [kinds.ended, 0, "forbidden", "no"], changed(["a", ["Ada"]]));
    expect(connection.status.state).toBe("open");
  });
});

describe("the own member", () => {
  test("enters with a key that nobody else knows", async () => {
    const { socket, here } = await attended({ as: { nick: "Ada" } });
    const [frame] = socket.take();
    expect(frame).toEqual([kinds.attend, 0, 4, ["r1"], [expect.stringMatching(/^[\w-]{21}$/), ["Ada"]]]);
    await socket.receive(members([["a", ["Ada"]]], "a"));
    expect(here.self).toBe("a");
  });

  test("enters again with the same key and what it told last", async () => {
    const harness = await attended({ as: { nick: "Ada" } });
    const key = keyIn(harness.socket.take()[0]);
    await harness.socket.receive(members([["a", ["Ada"]]], "a"));
    const update = harness.here.update({ nick: "Lady" });
    await settled();
    expect(harness.socket.take()).toEqual([[kinds.updateMember, 0, 0, ["Lady"]]]);
    await harness.socket.receive([kinds.result, 0]);
    await update;
    expect(await reconnect(harness)).toEqual([
      [kinds.attend, 0, "lobby", new Map([["room", "r1"]]), [key, new Map([["nick", "Lady"]])]],
    ]);
    await harness.socket.receive(members([["a", ["Lady"]]], "a"));
    expect(harness.here.status).toBe("active");
  });

  test("what it told is as it was then, whatever is written into it later", async () => {
    const harness = await connect();
    const guest = { nick: "Ada" };
    attend<{ room: string }, Guest>(harness.connection, lobby, room, { as: guest });
    guest.nick = "Eve";
    await harness.socket.open();
    expect(harness.socket.take()[1]).toMatchObject({ 4: [expect.any(String), new Map([["nick", "Ada"]])] });
  });

  test("an update that the server refuses leaves it as it was", async () => {
    const harness = await entered();
    const failure = failureOf(harness.here.update({ nick: "x".repeat(9) }));
    await settled();
    await harness.socket.receive([
      kinds.error,
      0,
      "limit_exceeded",
      "too long",
      new Map([["limit", "maxMemberBytes"]]),
    ]);
    expect(await failure).toMatchObject({ code: "limit_exceeded", data: { limit: "maxMemberBytes" } });
    const [asked] = await reconnect(harness);
    expect(asked).toMatchObject({ 4: [expect.any(String), new Map([["nick", "Ada"]])] });
  });

  test("a refusal does not take back what was told after it", async () => {
    const harness = await entered();
    const first = failureOf(harness.here.update({ nick: "B" }));
    const second = harness.here.update({ nick: "C" });
    await settled();
    await harness.socket.receive([kinds.error, 0, "forbidden", "no"], [kinds.result, 1]);
    expect(await first).toMatchObject({ code: "forbidden" });
    await second;
    expect((await reconnect(harness))[0]).toMatchObject({ 4: [expect.any(String), new Map([["nick", "C"]])] });
  });

  test("an update too big to leave is refused here", async () => {
    const harness = await connectAndOpen({}, 0, { maxFrameBytes: 200 });
    const here = attend<{ room: string }, Guest>(harness.connection, lobby, room, { as: { nick: "Ada" } });
    await settled();
    await harness.socket.receive(members([["a", ["Ada"]]], "a"));
    expect(await failureOf(here.update({ nick: "x".repeat(300) }))).toMatchObject({ code: "limit_exceeded" });
  });

  test("an update without an answer fails in time", async () => {
    const { here, clock, socket } = await entered();
    const failure = failureOf(here.update({ nick: "B" }));
    for (let seconds = 0; seconds < 30; seconds++) {
      await clock.advance(1_000);
      await socket.receive([kinds.pong, 0]);
    }
    expect(await failure).toMatchObject({ code: "timeout" });
  });

  test("an update whose connection is lost says so, and is entered with", async () => {
    const harness = await entered();
    const failure = failureOf(harness.here.update({ nick: "B" }));
    await settled();
    expect((await reconnect(harness))[0]).toMatchObject({ 4: [expect.any(String), new Map([["nick", "B"]])] });
    expect(await failure).toMatchObject({ code: "connection_lost" });
  });

  test("an update without a connection is entered with", async () => {
    const harness = await entered();
    await harness.socket.end(1006);
    await harness.here.update({ nick: "B" });
    expect(harness.here.status).toBe("waiting");
    expect((await reconnect(harness))[0]).toMatchObject({ 4: [expect.any(String), new Map([["nick", "B"]])] });
  });

  test("an update before it has entered follows behind", async () => {
    const { socket, here } = await attended({ as: { nick: "Ada" } });
    const early = [outcome(here.update({ nick: "B" })), outcome(here.update({ nick: "C" }))];
    await settled();
    socket.take();
    await socket.receive(members([["a", ["Ada"]]], "a"));
    expect(socket.take()).toEqual([[kinds.updateMember, 0, 0, ["C"]]]);
    await socket.receive([kinds.error, 0, "forbidden", "no"]);
    expect(await Promise.all(early)).toEqual(["forbidden: no", "forbidden: no"]);
  });

  test("an update before it has entered is entered with after a loss, and fails with the end", async () => {
    const harness = await attended({ as: { nick: "Ada" } });
    const lost = harness.here.update({ nick: "B" });
    await settled();
    expect((await reconnect(harness))[0]).toMatchObject({ 4: [expect.any(String), new Map([["nick", "B"]])] });
    await lost;
    const failure = failureOf(harness.here.update({ nick: "C" }));
    await settled();
    await harness.socket.receive([kinds.ended, 0, "forbidden", "no"]);
    expect(await failure).toMatchObject({ code: "forbidden" });
  });

  test("updates of who only watches, that cannot be encoded, or come after the end", async () => {
    const watching = await attended();
    expect(await failureOf(watching.here.update({ nick: "B" }))).toMatchObject({ code: "invalid_input" });
    const { here, socket } = await entered();
    expect(await failureOf(here.update({ nick: Symbol() } as never))).toMatchObject({ code: "invalid_input" });
    void here.leave();
    await socket.receive([kinds.ended, 0]);
    expect(await failureOf(here.update({ nick: "B" }))).toMatchObject({ code: "closed" });
  });

  test("an update fails with the close of the connection", async () => {
    const { here, connection } = await entered();
    const failure = failureOf(here.update({ nick: "B" }));
    void connection.close();
    expect(await failure).toMatchObject({ code: "closed" });
  });
});

describe("after a reconnect", () => {
  test("what has changed meanwhile is told, and who is the same is not", async () => {
    const harness = await attended();
    await harness.socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bob"]],
      ]),
    );
    harness.told.length = 0;
    await reconnect(harness);
    expect(harness.here.members.size).toBe(2);
    await harness.socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bobby"]],
        ["c", ["Cy"]],
      ]),
    );
    expect(harness.told).toEqual(["update b Bobby", "join c Cy"]);
  });

  test("who is missing has left when the grace is over", async () => {
    const harness = await attended();
    await harness.socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bob"]],
        ["c", ["Cy"]],
      ]),
    );
    harness.told.length = 0;
    await reconnect(harness);
    await harness.socket.receive(members([]));
    await harness.clock.advance(4_900);
    await harness.socket.receive(changed(["b", ["Bob"]]));
    expect(harness.told).toEqual([]);
    expect([...harness.here.members.keys()]).toEqual(["a", "b", "c"]);
    await harness.clock.advance(100);
    expect(harness.told).toEqual(["leave a Ada", "leave c Cy"]);
    expect([...harness.here.members.keys()]).toEqual(["b"]);
  });

  test("who comes back with something else is an update, and who goes again has left at once", async () => {
    const harness = await attended();
    await harness.socket.receive(members([["a", ["Ada"]]]));
    harness.told.length = 0;
    await reconnect(harness);
    await harness.socket.receive(members([]), changed(["a", ["Lady"]]), changed(["a"]));
    expect(harness.told).toEqual(["update a Lady", "leave a Lady"]);
    await harness.clock.advance(6_000);
    expect(harness.told).toHaveLength(2);
  });

  test("whole members that come again within the grace do not end it", async () => {
    const harness = await attended();
    await harness.socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bob"]],
      ]),
    );
    harness.told.length = 0;
    await reconnect(harness);
    await harness.socket.receive(members([["b", ["Bob"]]]), members([]));
    expect(harness.told).toEqual(["leave b Bob"]);
    await harness.clock.advance(5_000);
    expect(harness.told).toEqual(["leave b Bob", "leave a Ada"]);
  });

  test("another loss within the grace begins it anew", async () => {
    const harness = await attended();
    await harness.socket.receive(members([["a", ["Ada"]]]));
    harness.told.length = 0;
    await reconnect(harness);
    await harness.socket.receive(members([]));
    await harness.socket.end(1006);
    await harness.clock.advance(20_000);
    expect(harness.told).toEqual([]);
    await reconnect(harness);
    await harness.socket.receive(members([["a", ["Ada"]]]));
    await harness.clock.advance(6_000);
    expect(harness.told).toEqual([]);
  });
});

describe("a server that goes away", () => {
  /** The old session, and the new one up to its welcome. */
  async function moved(harness: Attended): Promise<[FakeSocket, FakeSocket]> {
    const old = harness.socket;
    await old.receive([kinds.goingAway, 10_000]);
    const next = harness.socket;
    await next.open();
    await next.welcome();
    return [old, next];
  }

  test("is left when the next one has told who is there", async () => {
    const harness = await entered();
    const [old, next] = await moved(harness);
    expect(next.take()[1]).toMatchObject({ 0: kinds.attend, 4: [expect.any(String), new Map([["nick", "Ada"]])] });
    await old.receive(changed(["b", ["Bob"]]));
    expect(harness.here.status).toBe("active");
    expect(old.take()).toEqual([]);
    await next.receive(
      members(
        [
          ["a", ["Ada"]],
          ["b", ["Bob"]],
        ],
        "a",
      ),
    );
    expect(old.take()).toEqual([[kinds.unsubscribe, 0]]);
    await old.receive(changed(["b"]), [kinds.ended, 0]);
    await next.receive(changed(["c", ["Cy"]]));
    expect(harness.told).toEqual(["join b Bob", "join c Cy"]);
    expect(old.readyState).toBeGreaterThan(1);
  });

  test("may be gone sooner", async () => {
    const harness = await entered();
    const [old, next] = await moved(harness);
    await old.end(1001);
    expect(harness.here.status).toBe("subscribing");
    await next.receive(members([["a", ["Ada"]]], "a"));
    expect(harness.here.status).toBe("active");
    expect(harness.told).toEqual([]);
  });

  test("outlives the next one that is lost", async () => {
    const harness = await entered();
    const [old, next] = await moved(harness);
    await next.end(1006);
    expect(harness.here.status).toBe("active");
    await old.receive(changed(["b", ["Bob"]]));
    expect(harness.told).toEqual(["join b Bob"]);
    await old.end(1001);
    expect(harness.here.status).toBe("waiting");
  });

  test("takes no more updates: the next one is entered with them", async () => {
    const harness = await entered();
    const old = harness.socket;
    const crossed = harness.here.update({ nick: "B" });
    await settled();
    old.take();
    await old.receive([kinds.goingAway, 10_000], [kinds.error, 0, "unavailable", "going away"]);
    await crossed;
    await harness.here.update({ nick: "C" });
    expect(old.take()).toEqual([]);
    await harness.socket.open();
    expect(harness.socket.take()[1]).toMatchObject({ 4: [expect.any(String), new Map([["nick", "C"]])] });
    const early = harness.here.update({ nick: "D" });
    await harness.socket.welcome();
    await harness.socket.receive(members([["a", ["C"]]], "a"));
    expect(harness.socket.take()).toMatchObject([[kinds.updateMember, 0, 0, new Map([["nick", "D"]])]]);
    await harness.socket.receive([kinds.result, 0]);
    await early;
  });
});

describe("the end", () => {
  test.each(["forbidden", "limit_exceeded", "closed"])("the server ends it with %s", async (code) => {
    const { socket, told, here } = await entered();
    await socket.receive([kinds.ended, 0, code, "no"]);
    expect(told).toEqual([code]);
    expect(here.status).toBe("ended");
    expect(here.members.size).toBe(1);
  });

  test("leaving settles when the server has confirmed", async () => {
    const { socket, told, here } = await entered();
    let isDone = false;
    const leaving = here.leave().then(() => {
      isDone = true;
    });
    await settled();
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect(isDone).toBe(false);
    await socket.receive(changed(["b", ["Bob"]]), [kinds.ended, 0]);
    await leaving;
    await here.leave();
    expect(told).toEqual(["end"]);
  });

  test("left without a connection, it is not entered again", async () => {
    const harness = await entered();
    await harness.socket.end(1006);
    await harness.here.leave();
    expect(await reconnect(harness)).toEqual([]);
    expect(harness.told).toEqual(["end"]);
  });

  test("left from a callback, nothing more is told", async () => {
    const log: string[] = [];
    const { socket, here } = await attended({
      onChange: ({ id }) => {
        log.push(id);
        void here.leave();
      },
    });
    await socket.receive(members([["a", ["Ada"]]]), changed(["b", ["Bob"]]), [kinds.ended, 0]);
    await socket.receive();
    expect(log).toEqual(["a"]);
  });

  test("the close of the connection ends it, and one that comes later", async () => {
    const { connection, told, here } = await entered();
    await connection.close();
    expect(told).toEqual(["end"]);
    expect(here.status).toBe("ended");
    const late = await (async () => {
      const codes: unknown[] = [];
      attend(connection, lobby, room, { onEnd: (error) => codes.push(error) });
      await settled();
      return codes;
    })();
    expect(late).toEqual([undefined]);
  });

  test.each<[string, typeof lobby, AttendOptions<Guest>, unknown]>([
    ["params", lobby, {}, Symbol()],
    ["a member", lobby, { as: { nick: Symbol() } as never }, "r1"],
    ["a topic without presence", journal, {}, "r1"],
  ])("%s that cannot be meant", async (_name, topic, options, room) => {
    const { connection, socket } = await connectAndOpen();
    const log = told();
    attend<{ room: string }, Guest>(connection, topic, { room } as never, { ...log.options, ...options });
    await settled();
    expect(log.told).toEqual(["invalid_input"]);
    expect(socket.take()).toEqual([]);
  });

  test("a frame too big to leave ends it", async () => {
    const harness = await connectAndOpen({}, 0, { maxFrameBytes: 100 });
    const log = told();
    attend<{ room: string }, Guest>(harness.connection, lobby, room, { ...log.options, as: { nick: "x".repeat(200) } });
    await settled();
    expect(log.told).toEqual(["limit_exceeded"]);
  });
});

describe("a loop", () => {
  const silent = { onChange: undefined };

  test("reads changes as they come, and throws the server's end", async () => {
    const { socket, here } = await attended(silent);
    const lines: string[] = [];
    const read = async () => {
      for await (const change of here) lines.push(line(change));
    };
    const failure = failureOf(read());
    await socket.receive(members([["a", ["Ada"]]]), changed(["a", ["Lady"]]));
    await socket.receive([kinds.ended, 0, "forbidden", "no"]);
    expect(await failure).toMatchObject({ code: "forbidden" });
    expect(lines).toEqual(["present a Ada", "update a Lady"]);
  });

  test("finds one change of each member, to what it is by then", async () => {
    const { socket, here } = await attended(silent);
    await socket.receive(
      members([
        ["a", ["Ada"]],
        ["b", ["Bob"]],
        ["c", ["Cy"]],
      ]),
    );
    await socket.receive(changed(["d", ["Di"]], ["a", ["Lady"]], ["b"], ["e", ["Ed"]], ["e"]));
    const loop = here[Symbol.asyncIterator]();
    const read = async () => line((await loop.next()).value);
    expect([await read(), await read(), await read()]).toEqual(["present a Lady", "present c Cy", "join d Di"]);
    await socket.receive(changed(["a", ["A"]], ["c"], ["d"], ["a", ["Ada"]], ["d", ["Dina"]], ["c", ["C"]], ["c"]));
    expect([await read(), await read(), await read()]).toEqual(["update a Ada", "leave c C", "update d Dina"]);
    void here.leave();
    await socket.receive([kinds.ended, 0]);
    expect(await loop.next()).toEqual({ done: true, value: undefined });
  });

  test("that is left leaves", async () => {
    const { socket, here } = await attended(silent);
    socket.take();
    await socket.receive(members([["a", ["Ada"]]]));
    for await (const _change of here) break;
    expect(here.status).toBe("ended");
    await settled();
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    await socket.receive([kinds.ended, 0]);
  });

  test("is not for who has a callback", async () => {
    const { here } = await attended();
    expect(await failureOf(here[Symbol.asyncIterator]().next())).toMatchObject({ code: "invalid_input" });
  });
});
