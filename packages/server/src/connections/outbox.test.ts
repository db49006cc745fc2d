import { closeCodes } from "@hawser/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Socket } from "../transport/transport.js";
import { Outbox } from "./outbox.js";
import { Ticker } from "./ticker.js";

const maxBufferedBytes = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("a peer that has read all before its grace ends may get more than the limit in one turn", () => {
  const { socket, outbox } = create();
  send(outbox, 3_000);
  expect(socket.closedWith).toBeUndefined();
  socket.waitingBytes = 0;
  outbox.drained();
  expect(vi.getTimerCount()).toBe(0);
});

test("a peer that has read none of it when its grace ends is closed, whatever came later", () => {
  const { socket, outbox } = create();
  send(outbox, 1_500);
  vi.advanceTimersByTime(999);
  send(outbox, 100);
  expect(socket.closedWith).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(socket.closedWith).toBe(closeCodes.slowConsumer);
});

test("a peer that reads all the time is not judged by what is newer than its grace", () => {
  const { socket, outbox } = create();
  send(outbox, 1_500);
  for (let second = 0; second < 5; second++) {
    socket.waitingBytes = 0;
    send(outbox, 1_500);
    vi.advanceTimersByTime(1_000);
    expect(socket.closedWith).toBeUndefined();
  }
  socket.waitingBytes = 0;
  outbox.drained();
});

test("four times the limit is too much at any moment", () => {
  const { socket, outbox } = create();
  send(outbox, 3_000);
  send(outbox, 1_500);
  expect(socket.closedWith).toBe(closeCodes.slowConsumer);
});

test("what is queued while somebody holds the outbox leaves when they flush, and the next by itself", async () => {
  const { socket, outbox } = create();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  outbox.hold();
  outbox.push([1]);
  await turn();
  expect(socket.waitingBytes).toBe(0);
  outbox.flush();
  expect(socket.waitingBytes).toBe(2);
  outbox.push([1]);
  await turn();
  expect(socket.waitingBytes).toBe(4);
  outbox.hold();
  outbox.flush();
  outbox.push([1]);
  await turn();
  expect(socket.waitingBytes).toBe(6);
});

test("frames that cannot be sent end their connection and no other", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const ticker = new Ticker();
  const broken = create(ticker);
  broken.socket.send = () => {
    throw new Error("the socket is broken");
  };
  const sound = create(ticker);
  broken.outbox.push([1]);
  sound.outbox.push([1]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(broken.socket.closedWith).toBe(closeCodes.internal);
  expect(sound.socket.waitingBytes).toBeGreaterThan(0);
  expect(warn.mock.calls).toMatchObject([[{ message: "the socket is broken" }]]);
  warn.mockRestore();
});

function create(ticker = new Ticker()): { socket: StalledSocket; outbox: Outbox } {
  const socket = new StalledSocket();
  const outbox = new Outbox(socket, { maxBufferedBytes, maxEventBytes: 1_000_000 }, ticker);
  socket.onClose = () => outbox.discard();
  return { socket, outbox };
}

function send(outbox: Outbox, byteCount: number): void {
  outbox.push([new Uint8Array(byteCount)]);
  outbox.flush();
}

/** Takes nothing off the buffer by itself. */
class StalledSocket implements Socket {
  waitingBytes = 0;
  closedWith: number | undefined;
  onClose: () => void = () => undefined;

  send(bytes: Uint8Array): boolean {
    this.waitingBytes += bytes.byteLength;
    return false;
  }

  cork(work: () => void): void {
    work();
  }

  bufferedBytes(): number {
    return this.waitingBytes;
  }

  close(code: number): void {
    this.closedWith ??= code;
    this.onClose();
  }

  terminate(): void {
    this.onClose();
  }
}
