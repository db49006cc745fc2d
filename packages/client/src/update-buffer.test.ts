import { expect, test } from "vitest";
import type { Gap, Update } from "./subscription.js";
import { type Unread, UpdateBuffer } from "./update-buffer.js";

const event = (offset: number): Update<string> => ({ type: "event", event: `e${offset}`, offset });
const gap = (reason: Gap["reason"], from: number, to: number): Gap => ({ type: "gap", reason, from, to });

/** With the position behind it. */
const unread = (update: Update<string>): Unread<string> => ({
  update,
  position: { epoch: "e", offset: update.type === "event" ? update.offset : update.to },
});

/** Pushes as a subscriber does: the oldest event makes room. */
function filled(size: number, updates: readonly Update<string>[]): Update<string>[] {
  const buffer = new UpdateBuffer<string>(size);
  for (const update of updates) {
    if (update.type === "event" && buffer.full) buffer.drop();
    buffer.push(unread(update));
  }
  const read: Update<string>[] = [];
  for (let next = buffer.shift(); next; next = buffer.shift()) {
    expect(next).toEqual(unread(next.update));
    read.push(next.update);
  }
  expect(buffer.isEmpty).toBe(true);
  return read;
}

test.each<[string, Update<string>[], Update<string>[]]>([
  ["what fits stays", [event(1), event(2)], [event(1), event(2)]],
  ["the oldest makes room", [event(1), event(2), event(3)], [gap("overflow", 1, 1), event(2), event(3)]],
  [
    "dropped neighbours are one gap",
    [event(1), event(2), event(3), event(4)],
    [gap("overflow", 1, 2), event(3), event(4)],
  ],
  [
    "a gap before the dropped event swallows it",
    [gap("disconnected", 1, 3), event(4), event(5), event(6)],
    [gap("disconnected", 1, 4), event(5), event(6)],
  ],
  [
    "a gap after the dropped event joins it",
    [event(1), gap("lost", 2, 4), event(5), event(6)],
    [gap("overflow", 1, 4), event(5), event(6)],
  ],
  [
    "a restart after the dropped event takes its place",
    [event(8), gap("restarted", 1, 2), event(3), event(4)],
    [gap("restarted", 1, 2), event(3), event(4)],
  ],
  [
    "a dropped event after a restart extends it",
    [gap("restarted", 1, 2), event(3), event(4), event(5)],
    [gap("restarted", 1, 3), event(4), event(5)],
  ],
  [
    "gaps without an event between them are one",
    [event(1), gap("disconnected", 2, 3), gap("disconnected", 4, 4)],
    [event(1), gap("disconnected", 2, 4)],
  ],
])("%s", (_name, updates, expected) => {
  expect(filled(2, updates)).toEqual(expected);
});

test("interleaved reads and writes keep the order", () => {
  const buffer = new UpdateBuffer<string>(1_000);
  const read: number[] = [];
  for (let offset = 1; offset <= 500; offset++) {
    buffer.push(unread(event(offset)));
    if (offset % 3 === 0) read.push(buffer.shift()?.position?.offset ?? 0);
  }
  for (let next = buffer.shift(); next; next = buffer.shift()) read.push(next.position?.offset ?? 0);
  expect(read).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
});
