import { kinds } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import type { FakeSocket } from "../test/fake-socket.js";
import { messages } from "../test/fixtures.js";
import { connectAndOpen, type Harness, outcome, proveNothingIsLeft } from "../test/harness.js";
import { subscribe } from "./subscribe.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";

proveNothingIsLeft();

interface Subscribed extends Harness {
  subscription: Subscription<{ text: string }>;
}

/** Subscribed and confirmed at offset 0. */
async function listen(options: SubscribeOptions<{ text: string }> = {}): Promise<Subscribed> {
  const harness = await connectAndOpen();
  const subscription = subscribe(harness.connection, messages, { room: "r1" }, options);
  await settled();
  harness.socket.take();
  await harness.socket.receive([kinds.subscribed, 0, 4, "e", 0]);
  return Object.assign(harness, { subscription });
}

async function publish(socket: FakeSocket, ...offsets: number[]): Promise<void> {
  for (const offset of offsets) await socket.receive([kinds.event, 4, offset, [`e${offset}`]]);
}

describe("a loop", () => {
  test("reads what came before it began and what comes later; leaving it unsubscribes", async () => {
    const { subscription, socket, connection } = await listen();
    await publish(socket, 1, 2);
    const read: string[] = [];
    const loop = (async () => {
      for await (const { text } of subscription) {
        read.push(text);
        if (text === "e3") break;
      }
    })();
    await settled();
    expect(read).toEqual(["e1", "e2"]);
    await publish(socket, 3, 4);
    await loop;
    expect(read).toEqual(["e1", "e2", "e3"]);
    expect(subscription.status).toBe("ended");
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    expect(connection.status.state).toBe("open");
  });

  test("throwing out of it unsubscribes too", async () => {
    const { subscription, socket } = await listen();
    await publish(socket, 1);
    const loop = (async () => {
      for await (const _ of subscription) throw new Error("mine");
    })();
    expect(await outcome(loop)).toBe("mine");
    expect(subscription.status).toBe("ended");
  });

  test("ends when the subscription is unsubscribed elsewhere, without what was not read", async () => {
    const { subscription, socket } = await listen();
    const iterator = subscription[Symbol.asyncIterator]();
    const reads = [iterator.next(), iterator.next()];
    void subscription.unsubscribe();
    expect(await Promise.all(reads)).toEqual(Array(2).fill({ done: true, value: undefined }));
    await publish(socket, 1);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("throws the server's error once, after what came before it", async () => {
    const { subscription, socket } = await listen();
    await publish(socket, 1);
    await socket.receive([kinds.ended, 0, "forbidden", "no longer"]);
    const iterator = subscription[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: { text: "e1" } });
    expect(await outcome(iterator.next())).toBe("forbidden: no longer");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("a read that waits gets the error", async () => {
    const { subscription, socket } = await listen();
    const read = outcome(subscription[Symbol.asyncIterator]().next());
    await socket.receive([kinds.ended, 0, "forbidden", "no longer"]);
    expect(await read).toBe("forbidden: no longer");
  });

  test("ends quietly at close(), with the error where the server closed for good", async () => {
    const mine = await listen();
    const quiet = mine.subscription[Symbol.asyncIterator]().next();
    await mine.connection.close();
    expect(await quiet).toEqual({ done: true, value: undefined });
    const theirs = await listen();
    const loud = outcome(theirs.subscription[Symbol.asyncIterator]().next());
    await theirs.socket.end(4401, "expired");
    expect(await loud).toBe("unauthenticated: expired");
  });

  test("goes on over a reconnect, and tells the gap at its place", async () => {
    const told: unknown[] = [];
    const harness = await listen({ onGap: ({ reason, from, to }) => told.push([reason, from, to]) });
    const { subscription, clock } = harness;
    await publish(harness.socket, 1);
    await harness.socket.end(1006);
    await clock.advance(250);
    await harness.socket.open();
    await harness.socket.welcome();
    await harness.socket.receive([kinds.subscribed, 0, 4, "e", 5]);
    await publish(harness.socket, 6);
    expect(told).toEqual([]);
    for await (const { text } of subscription) {
      told.push(text);
      if (text === "e6") break;
    }
    expect(told).toEqual(["e1", ["disconnected", 2, 5], "e6"]);
  });

  test("a gap that comes while a read waits is told, and the read goes on waiting", async () => {
    const told: unknown[] = [];
    const { subscription, socket } = await listen({ onGap: ({ from, to }) => told.push([from, to]) });
    const read = subscription[Symbol.asyncIterator]().next();
    await publish(socket, 3);
    expect(await read).toEqual({ done: false, value: { text: "e3" } });
    expect(told).toEqual([[1, 2]]);
  });

  test("cannot be had together with onEvent", async () => {
    const { subscription } = await listen({ onEvent() {} });
    expect(await outcome(subscription[Symbol.asyncIterator]().next())).toBe(
      "invalid_input: a subscription with onEvent cannot be iterated",
    );
  });
});

describe("a loop that falls behind", () => {
  test("loses the oldest events, which are reported in their place", async () => {
    const { subscription, socket } = await listen({ bufferSize: 2 });
    await publish(socket, 1, 2, 3, 4);
    const read: unknown[] = [];
    for await (const update of subscription.updates()) {
      read.push(update);
      if (update.type === "event" && update.offset === 4) break;
    }
    expect(read).toEqual([
      { type: "gap", reason: "overflow", from: 1, to: 2 },
      { type: "event", event: { text: "e3" }, offset: 3 },
      { type: "event", event: { text: "e4" }, offset: 4 },
    ]);
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
  });

  test("or ends with limit_exceeded, after what it still has", async () => {
    const { subscription, socket } = await listen({ bufferSize: 2, overflow: "end" });
    await publish(socket, 1, 2, 3, 4);
    expect(socket.take()).toEqual([[kinds.unsubscribe, 0]]);
    const read: unknown[] = [];
    const loop = (async () => {
      for await (const { text } of subscription) read.push(text);
    })();
    expect(await outcome(loop)).toBe("limit_exceeded: more than bufferSize (2) events waited to be read");
    expect(read).toEqual(["e1", "e2"]);
    await socket.receive([kinds.ended, 0]);
    await subscription.unsubscribe();
  });

  test("does not touch another subscriber of the same channel", async () => {
    const { connection, subscription, socket } = await listen({ bufferSize: 1, overflow: "end" });
    const offsets: number[] = [];
    subscribe(connection, messages, { room: "r1" }, { onEvent: (_event, offset) => offsets.push(offset) });
    await publish(socket, 1, 2, 3);
    expect(subscription.status).toBe("ended");
    expect(offsets).toEqual([1, 2, 3]);
    expect(socket.take()).toEqual([]);
  });
});
