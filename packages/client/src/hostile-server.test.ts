import { closeCodes, kinds, type ServerFrame } from "@hawser/core";
import { describe, expect, test, vi } from "vitest";
import { settled } from "../test/fake-clock.js";
import { news } from "../test/fixtures.js";
import { connect, connectAndOpen, proveNothingIsLeft } from "../test/harness.js";
import { subscribe } from "./subscribe.js";

proveNothingIsLeft();

const frame = (...elements: unknown[]) => elements as unknown as ServerFrame;

describe("a violation closes with 4400, for good", () => {
  test.each([
    ["text", "hi", "the server sent a text message"],
    ["truncated", Uint8Array.of(0x92, 0x03).buffer, /the message ends inside a value/],
    ["not an array", Uint8Array.of(0x03).buffer, /a frame is not an array/],
    ["an unknown extension", Uint8Array.of(0x91, 0xd4, 0x10, 0x00).buffer, /extension type 16/],
  ])("%s", async (_name, data, reason) => {
    const { connection, socket } = await connectAndOpen();
    await socket.deliver(data);
    expect(socket.closedWith).toEqual({
      code: closeCodes.protocol,
      reason: typeof reason === "string" ? reason : expect.stringMatching(reason),
    });
    expect(connection.status).toMatchObject({ state: "closed", error: { code: "protocol" } });
  });

  test.each([
    ["a result nobody asked for", frame(kinds.result, 5), "the server answered call 5, which is not in flight"],
    ["an error nobody asked for", frame(kinds.error, "length", "x", "y"), /answered call length/],
    ["a subscribed nobody asked for", frame(kinds.subscribed, 5, 0, "e", 0), /answered subscription 5/],
    ["an ended nobody asked for", frame(kinds.ended, 5), /answered subscription 5/],
    ["a second welcome", frame(kinds.welcome, 0, "s", [1, 1, 1, 1, 1]), /unexpected welcome/],
  ])("%s", async (_name, received, reason) => {
    const { connection, socket } = await connectAndOpen();
    await socket.receive(received);
    expect(socket.closedWith).toEqual({
      code: closeCodes.protocol,
      reason: typeof reason === "string" ? reason : expect.stringMatching(reason),
    });
    expect(connection.status.state).toBe("closed");
  });

  test.each([
    ["a result", frame(kinds.result, 0)],
    ["an unknown encoding", frame(kinds.welcome, 2, "s", [1, 1, 1, 1, 1])],
    ["limits of zero", frame(kinds.welcome, 0, "s", [0, 0, 0, 0, 0])],
    ["no limits", frame(kinds.welcome, 0, "s")],
  ])("%s instead of the welcome", async (_name, received) => {
    const { connection, socket } = await connect();
    await socket.open();
    await socket.receive(received);
    expect(connection.status).toMatchObject({ state: "closed", error: { code: "protocol" } });
  });

  test("another subprotocol", async () => {
    const { connection, socket } = await connect();
    await socket.open("");
    expect(connection.status).toMatchObject({
      state: "closed",
      error: { message: 'protocol: the server speaks "" instead of "hawser.1"' },
    });
    expect(socket.sent).toEqual([]);
  });
});

test("nothing after the violation in the same message counts", async () => {
  const { connection, socket, statuses } = await connectAndOpen();
  await socket.receive(frame(kinds.result, 5), frame(kinds.result, 6));
  expect(statuses.filter(({ state }) => state === "closed").length).toBe(1);
  expect(connection.status).toMatchObject({ error: { message: expect.stringMatching(/call 5/) } });
});

test("nor does anything after a callback that closed the connection", async () => {
  const { connection, socket } = await connectAndOpen();
  const close = vi.spyOn(socket, "close");
  subscribe(connection, news, undefined, { onEvent: () => void connection.close() });
  await settled();
  await socket.receive([kinds.subscribed, 0, 0, "e", 0], [kinds.event, 0, 1, "x"], frame(kinds.result, 5));
  expect(close.mock.calls).toEqual([[closeCodes.normal]]);
});

test.each([
  ["an event of a channel that there is not", frame(kinds.event, 9, 1, "x")],
  ["a kind of a later version", frame(99, 1)],
  ["an empty frame", frame()],
])("%s is left alone", async (_name, received) => {
  const { connection, socket } = await connectAndOpen();
  await socket.receive(received);
  expect(connection.status.state).toBe("open");
});
