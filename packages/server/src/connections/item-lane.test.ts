import { defaultLimits, kinds, type Raw, rawOf } from "@hawser/core";
import { afterEach, expect, test } from "vitest";
import type { Socket } from "../transport/transport.js";
import { FrameMemory } from "./frame-memory.js";
import { Outbox } from "./outbox.js";
import { Ticker } from "./ticker.js";

/** As many bytes of items as may wait for a peer, one item aside. */
const targetBytes = 65_536;
const itemBytes = 16_384;

const outboxes: Outbox[] = [];

afterEach(() => {
  for (const outbox of outboxes.splice(0)) outbox.discard();
});

test("items leave at once until enough of them wait, then in their turn as the peer reads", async () => {
  const { socket, outbox } = create();
  let queued = 0;
  const waits = Array.from({ length: 12 }, () => outbox.pushItem(item(), () => false)?.then(() => queued++));
  expect(waits.filter((wait) => wait === undefined)).toHaveLength(4);
  outbox.flush();
  expect(socket.waitingBytes).toBeGreaterThanOrEqual(targetBytes);
  await turn();
  expect(queued).toBe(0);

  socket.waitingBytes = 0;
  outbox.drained();
  await turn();
  expect(queued).toBe(4);
  expect(socket.waitingBytes).toBeLessThan(targetBytes + itemBytes);
});

test("whatever is no item leaves, however many items wait", () => {
  const { socket, outbox } = create();
  for (let i = 0; i < 12; i++) void outbox.pushItem(item(), () => false);
  outbox.flush();
  const before = socket.waitingBytes;
  outbox.push([kinds.result, 1, "small"]);
  outbox.flush();
  expect(socket.waitingBytes - before).toBe(9);
});

test("a peer that reads everything at once gets the next items in another turn of the loop", async () => {
  const { socket, outbox } = create();
  socket.reads = true;
  let queued = 0;
  for (let i = 0; i < 12; i++) void outbox.pushItem(item(), () => false)?.then(() => queued++);
  outbox.flush();
  expect(queued).toBe(0);
  for (let i = 0; i < 6; i++) await turn();
  expect(queued).toBe(8);
});

test("an item whose call is over by its turn never leaves, and those behind it do", async () => {
  const { socket, outbox } = create();
  let isOver = false;
  for (let i = 0; i < 4; i++) void outbox.pushItem(item(), () => false);
  const given = outbox.pushItem(item("over"), () => isOver);
  const next = outbox.pushItem(item("next"), () => false);
  outbox.flush();
  isOver = true;
  socket.waitingBytes = 0;
  socket.sent.length = 0;
  outbox.drained();
  await Promise.all([given, next]);
  outbox.flush();
  const sent = Buffer.concat(socket.sent).toString("latin1");
  expect(sent).toContain("next");
  expect(sent).not.toContain("over");
});

test("nobody waits for a socket that is gone", async () => {
  const { outbox } = create();
  for (let i = 0; i < 4; i++) void outbox.pushItem(item(), () => false);
  const wait = outbox.pushItem(item(), () => false);
  outbox.discard();
  await wait;
});

function item(name = ""): Raw {
  return rawOf([kinds.item, 0, name, new Uint8Array(itemBytes)]);
}

test("lent memory is given back once its frame is sent, and not while it waits", () => {
  const { socket, outbox } = create();
  const memory = new FrameMemory();
  const contents = Array.from({ length: 8 }, (_, i) => i);
  for (const i of contents) {
    const frame = memory.frame(targetBytes);
    frame.bytes.fill(i);
    void outbox.pushItem(frame, () => false);
  }
  for (const _ of contents) {
    outbox.flush();
    // Whoever gets the memory now writes over it.
    memory.frame(targetBytes).bytes.fill(0xff);
    socket.waitingBytes = 0;
    outbox.drained();
  }
  outbox.flush();
  expect(socket.sent.map((bytes) => new Set(bytes))).toEqual(contents.map((i) => new Set([i])));
});

function create(): { socket: RecordingSocket; outbox: Outbox } {
  const socket = new RecordingSocket();
  const outbox = new Outbox(socket, defaultLimits, new Ticker());
  outboxes.push(outbox);
  return { socket, outbox };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Keeps what it is given until it is read. */
class RecordingSocket implements Socket {
  waitingBytes = 0;
  /** Everything is read as soon as it is sent. */
  reads = false;
  readonly sent: Uint8Array[] = [];

  send(bytes: Uint8Array): boolean {
    this.sent.push(bytes.slice());
    if (!this.reads) this.waitingBytes += bytes.byteLength;
    return this.waitingBytes === 0;
  }

  cork(work: () => void): void {
    work();
  }

  bufferedBytes(): number {
    return this.waitingBytes;
  }

  close(): void {}

  terminate(): void {}
}
