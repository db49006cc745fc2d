import { type ClientFrame, decodeBatch, kinds, rawOf } from "@hawser/core";
import { expect, test } from "vitest";
import { FakeClock, settled } from "../test/fake-clock.js";
import { FakeSocket } from "../test/fake-socket.js";
import { ItemLane } from "./item-lane.js";
import { Outbox } from "./outbox.js";

interface Fixture {
  outbox: Outbox;
  socket: FakeSocket;
  clock: FakeClock;
  log: string[];
}

async function outboxOf(maxFrameBytes = 1_048_576): Promise<Fixture> {
  const clock = new FakeClock();
  const socket = new FakeSocket("ws://server/", []);
  const log: string[] = [];
  await socket.open();
  const outbox = new Outbox({
    socket,
    clock,
    maxFrameBytes,
    refused: (frame, error) => log.push(`refused ${frame[1]}: ${error.message}`),
    drained: () => log.push("drained"),
  });
  return { outbox, socket, clock, log };
}

const call = (id: number, bytes = 0): ClientFrame => [kinds.call, id, 0, "x".repeat(bytes)];
const idsOf = (frames: readonly ClientFrame[]) => frames.map(([, id]) => id);

test("frames of one tick share a message", async () => {
  const { outbox, socket } = await outboxOf();
  outbox.push(call(1));
  outbox.push(call(2));
  await settled();
  outbox.push(call(3));
  expect(socket.sent.length).toBe(1);
  await settled();
  expect(socket.sent.map((message) => idsOf(decodeBatch(message).frames as unknown as ClientFrame[]))).toEqual([
    [1, 2],
    [3],
  ]);
  outbox.close();
});

test("a message stays small, and in order", async () => {
  const { outbox, socket } = await outboxOf();
  for (let id = 0; id < 100; id++) outbox.push(call(id, 1_000));
  await settled();
  expect(Math.max(...socket.sent.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
  expect(socket.sent.length).toBeLessThan(17);
  expect(idsOf(socket.take())).toEqual(Array.from({ length: 100 }, (_, id) => id));
});

test("a large item is a message of its own, in its place, and is not copied", async () => {
  const { outbox, socket } = await outboxOf();
  const item = rawOf([kinds.item, 2, "x".repeat(20_000)]);
  outbox.lane = new ItemLane(outbox);
  outbox.push(call(1));
  outbox.add(rawOf([kinds.item, 2, "small"]));
  outbox.add(item);
  outbox.push([kinds.end, 2]);
  await settled();
  expect(socket.sent.map((message) => idsOf(decodeBatch(message).frames as unknown as ClientFrame[]))).toEqual([
    [1, 2],
    [2],
    [2],
  ]);
  expect(socket.sent[1]).toBe(item.bytes);
  outbox.close();
});

test("a frame above the server's limit is refused alone", async () => {
  const { outbox, socket, log } = await outboxOf(1_000);
  outbox.push(call(1));
  outbox.push(call(2, 1_000));
  outbox.push(call(3, 900));
  await settled();
  expect(idsOf(socket.take())).toEqual([1, 3]);
  expect(log).toEqual(["refused 2: limit_exceeded: a frame of 1007 bytes is above the server's maxFrameBytes (1000)"]);
});

test("a frame that cannot be encoded is refused alone", async () => {
  const { outbox, socket, log } = await outboxOf();
  outbox.push(call(1));
  outbox.push([kinds.call, 2, 0, 2n ** 80n]);
  outbox.push(call(3));
  await settled();
  expect(idsOf(socket.take())).toEqual([1, 3]);
  expect(log).toEqual([expect.stringMatching(/^refused 2: invalid_input: a frame cannot be encoded: /)]);
  outbox.push(call(4));
  await settled();
  expect(idsOf(socket.take())).toEqual([4]);
});

test("what the uplink cannot take is held until it drains, and then told", async () => {
  const { outbox, socket, clock, log } = await outboxOf();
  socket.bufferedAmount = 300_000;
  outbox.push(call(1));
  await settled();
  // The buffer is looked at after a message, so the first one still left.
  expect(idsOf(socket.take())).toEqual([1]);
  expect(outbox.full).toBe(true);
  outbox.push(call(2));
  outbox.push(call(3));
  await settled();
  expect(socket.sent).toEqual([]);
  expect(outbox.bufferedBytes).toBeGreaterThan(300_000);
  expect(clock.delaysMs).toEqual([20]);
  await clock.advance(200);
  expect(socket.sent).toEqual([]);
  socket.bufferedAmount = 0;
  await clock.advance(20);
  expect(idsOf(socket.take())).toEqual([2, 3]);
  expect(log).toEqual(["drained"]);
  expect(outbox.full).toBe(false);
  expect(outbox.bufferedBytes).toBe(0);
  expect(clock.delaysMs).toEqual([]);
});

test("a large flush stops where the uplink does", async () => {
  const { outbox, socket, clock } = await outboxOf();
  const send = socket.send.bind(socket);
  socket.send = (bytes) => {
    send(bytes);
    socket.bufferedAmount += bytes.length;
  };
  for (let id = 0; id < 100; id++) outbox.push(call(id, 10_000));
  await settled();
  expect(socket.bufferedAmount).toBeGreaterThan(262_144);
  expect(socket.bufferedAmount).toBeLessThan(300_000);
  expect(outbox.bufferedBytes).toBeGreaterThan(1_000_000);
  for (let i = 0; i < 10; i++) {
    socket.bufferedAmount = 0;
    await clock.advance(20);
  }
  expect(idsOf(socket.take())).toEqual(Array.from({ length: 100 }, (_, id) => id));
  expect(clock.delaysMs).toEqual([]);
});

test("closing tells what has not left: held messages and the frames of this tick", async () => {
  const { outbox, socket, clock } = await outboxOf();
  socket.bufferedAmount = 300_000;
  outbox.push(call(1));
  await settled();
  outbox.push(call(2));
  await settled();
  outbox.push(call(3));
  expect(idsOf(outbox.close())).toEqual([2, 3]);
  await settled();
  expect(idsOf(socket.take())).toEqual([1]);
  expect(clock.delaysMs).toEqual([]);
});

test("closing does not fail over a held message that cannot be read back", async () => {
  const { outbox, socket } = await outboxOf();
  socket.readyState = 2;
  let deep: unknown = 0;
  for (let i = 0; i < 200; i++) deep = [deep];
  outbox.push([kinds.call, 1, 0, deep]);
  await settled();
  outbox.push(call(2));
  expect(idsOf(outbox.close())).toEqual([2]);
});

test("nothing is thrown at a socket that is closing", async () => {
  const { outbox, socket, clock } = await outboxOf();
  socket.readyState = 2;
  outbox.push(call(1));
  await settled();
  await clock.advance(100);
  expect(socket.sent).toEqual([]);
  expect(idsOf(outbox.close())).toEqual([1]);
});
