import { HawserError, kinds, type WelcomeFrame, type Wire } from "@hawser/core";
import { afterEach, expect, test, vi } from "vitest";
import { settled } from "../test/fake-clock.js";
import { schema, send } from "../test/fixtures.js";
import { connect, outcome, proveNothingIsLeft } from "../test/harness.js";
import { call } from "./make-call.js";
import { ShapeSource } from "./shape-source.js";

proveNothingIsLeft();
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const maps = 1;

test("shapes are there once they were loaded, and stay", async () => {
  const source = new ShapeSource({ Day: '{"kind":"date"}' });
  expect(source.loaded).toBeUndefined();
  await source.load();
  const { loaded } = source;
  expect(loaded?.conform("1970-01-01T00:00:00.000Z", '{"kind":"ref","to":"Day"}')).toEqual(new Date(0));
  await source.load();
  expect(source.loaded).toBe(loaded);
});

test("they are fetched ahead in a page, and nowhere else", async () => {
  const load = vi.spyOn(ShapeSource.prototype, "load").mockRejectedValue(new Error("404"));
  const source = new ShapeSource({});
  source.prefetch();
  expect(load).not.toHaveBeenCalled();
  vi.stubGlobal("location", { href: "https://example.com/" });
  source.prefetch();
  await settled();
  expect(load).toHaveBeenCalledOnce();
});

test("what the server sends meanwhile waits, in its order", async () => {
  const load = heldBack();
  const { connection, socket } = await connect();
  const input = { room: "lobby", text: "hi" };
  const outcomes: unknown[] = [];
  for (let i = 0; i < 3; i++) void outcome(call(connection, send, input)).then((value) => outcomes.push([i, value]));
  await socket.open();
  await socket.receive(welcomeIn(maps), [kinds.result, 1, idOf(12)]);
  await socket.receive([kinds.result, 0, idOf(11)]);
  expect([connection.status.state, outcomes]).toEqual(["connecting", []]);
  load.go();
  await settled();
  await socket.receive([kinds.result, 2, idOf(13)]);
  expect(connection.status).toMatchObject({ state: "open", encoding: "maps" });
  expect(outcomes).toEqual([
    [1, { id: 12 }],
    [0, { id: 11 }],
    [2, { id: 13 }],
  ]);
});

test("where they cannot be loaded, the next attempt tries again", async () => {
  const load = vi.spyOn(ShapeSource.prototype, "load").mockRejectedValueOnce(new TypeError("404"));
  const { connection, clock, sockets, socket } = await connect();
  await socket.open();
  await socket.receive(welcomeIn(maps));
  expect(connection.status).toMatchObject({
    state: "waiting",
    error: new HawserError(
      "unavailable",
      "the server has another version of the schema, and the code for that did not load",
    ),
  });
  await clock.advance(500);
  await sockets[1]?.open();
  await sockets[1]?.receive(welcomeIn(maps));
  expect(connection.status).toMatchObject({ state: "open", encoding: "maps" });
  expect(load).toHaveBeenCalledTimes(2);
});

test.each(["loads", "fails"])("a connection that was closed meanwhile stays so, whether it %s", async (how) => {
  const load = heldBack();
  const { connection, socket } = await connect();
  await socket.open();
  await socket.receive(welcomeIn(maps));
  await connection.close();
  const { closedWith } = socket;
  if (how === "loads") load.go();
  else load.fail();
  await settled();
  expect(connection.status).toEqual({ state: "closed" });
  expect(socket.closedWith).toBe(closedWith);
});

test("one with the same schema does not wait for them", async () => {
  heldBack();
  const { connection, socket } = await connect({ schema });
  await socket.open();
  await socket.welcome();
  expect(connection.status).toMatchObject({ state: "open", encoding: "positional" });
});

/** Loading, until the test lets it go on or fail. */
function heldBack(): { go: () => void; fail: () => void } {
  const { load } = ShapeSource.prototype;
  let go = () => {};
  let fail = () => {};
  const held = new Promise<void>((resolve, reject) => {
    go = resolve;
    fail = () => reject(new Error("404"));
  });
  vi.spyOn(ShapeSource.prototype, "load").mockImplementation(async function (this: ShapeSource) {
    await held;
    await load.call(this);
  });
  return { go, fail };
}

function welcomeIn(encoding: 0 | 1): WelcomeFrame {
  return [kinds.welcome, encoding, "session", [1_048_576, 1_048_576, 1024, 1024, 60_000, 64, 262_144]];
}

function idOf(id: number): Wire {
  return new Map([["id", id]]);
}
