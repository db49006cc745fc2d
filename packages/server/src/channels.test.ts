import { encodings } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import type { BoundTopic } from "./bind.js";
import type { Listener } from "./channel.js";
import { Channels } from "./channels.js";

const payload = { type: z.any(), shape: { kind: "any" } };
const topic = { path: "room", params: payload, event: payload } as unknown as BoundTopic;
const listener: Listener = { encoding: encodings.maps, send: () => undefined };

/** More than any server remembers. */
const manyCount = 10_001;

test("long params are one instance when they are equal, and are not kept", () => {
  const channels = new Channels();
  const long = "x".repeat(200_000);
  const channel = channels.join(topic, { a: long, b: 1 }, listener);
  expect(channels.find(topic, { b: 1, a: long })).toBe(channel);
  expect(channels.find(topic, { b: 2, a: long })).toBeUndefined();
  expect(channel.key.length).toBeLessThan(100);
});

test("who comes back to a channel without events learns what it missed", () => {
  const channels = new Channels();
  const channel = channels.join(topic, "quiet", listener);
  channels.leave(channel, listener);
  channels.find(topic, "quiet")?.publish(1);
  expect(channels.join(topic, "quiet", listener)).toMatchObject({ epoch: channel.epoch, offset: 1 });
});

test("channels that never had an event take no place of those that had some", () => {
  const channels = new Channels();
  const before = channels.join(topic, "before", listener);
  before.publish(1);
  channels.leave(before, listener);
  const after = channels.join(topic, "after", listener);
  channels.leave(after, listener);
  after.publish(1);
  visitMany(channels);
  expect(channels.find(topic, "before")).toBe(before);
  expect(channels.find(topic, "after")).toBe(after);
});

test("a channel that is forgotten begins in another epoch", () => {
  const channels = new Channels();
  const first = channels.join(topic, "first", listener);
  channels.leave(first, listener);
  visitMany(channels);
  expect(channels.find(topic, "first")).toBeUndefined();
  expect(channels.join(topic, "first", listener).epoch).not.toBe(first.epoch);
});

function visitMany(channels: Channels): void {
  for (let index = 0; index < manyCount; index++) channels.leave(channels.join(topic, index, listener), listener);
}
