import { expect, test } from "vitest";
import { MatchedBuffer } from "./matched-buffer.js";
import type { Gap } from "./subscription.js";

/** What a loop reads: "instance offset" or "instance reason from-to". */
function rest(buffer: MatchedBuffer<string, string>): string[] {
  const lines: string[] = [];
  for (let unread = buffer.shift(); unread; unread = buffer.shift()) {
    const { instance, update, position } = unread;
    const text = update.type === "event" ? `${update.offset}` : `${update.reason} ${update.from}-${update.to}`;
    lines.push(`${instance} ${text} @${position?.offset}`);
  }
  return lines;
}

/** Keeps an update as a subscriber does. */
function keep(buffer: MatchedBuffer<string, string>, instance: string, update: number | Gap): void {
  const position = { epoch: "e", offset: typeof update === "number" ? update : update.to };
  if (typeof update === "number") {
    if (buffer.full) buffer.drop();
    buffer.push({ instance, update: { type: "event", event: "", offset: update }, position });
  } else {
    buffer.push({ instance, update, position });
  }
}

function gap(from: number, to: number, reason: Gap["reason"] = "slow"): Gap {
  return { type: "gap", reason, from, to };
}

test("updates come in the order in which they arrived", () => {
  const buffer = new MatchedBuffer<string, string>(9);
  keep(buffer, "a", 1);
  keep(buffer, "b", 4);
  keep(buffer, "a", gap(2, 3));
  keep(buffer, "b", 5);
  keep(buffer, "a", 4);
  expect(buffer.has("a")).toBe(true);
  expect(rest(buffer)).toEqual(["a 1 @1", "b 4 @4", "a slow 2-3 @3", "b 5 @5", "a 4 @4"]);
  expect(buffer.has("a")).toBe(false);
});

test("what is dropped is a gap of its own instance, before all else", () => {
  const buffer = new MatchedBuffer<string, string>(2);
  for (const offset of [1, 2, 3]) keep(buffer, "a", offset);
  keep(buffer, "b", 7);
  keep(buffer, "c", 9);
  expect(rest(buffer)).toEqual(["a overflow 1-3 @3", "b 7 @7", "c 9 @9"]);
});

test("gaps that nothing of the instance lies between are one", () => {
  const buffer = new MatchedBuffer<string, string>(2);
  keep(buffer, "a", gap(1, 2));
  keep(buffer, "a", gap(3, 4, "expired"));
  keep(buffer, "a", 5);
  keep(buffer, "b", 1);
  keep(buffer, "a", gap(6, 7));
  keep(buffer, "b", 2);
  expect(rest(buffer)).toEqual(["a slow 1-7 @7", "b 1 @1", "b 2 @2"]);
});

test("a dropped gap that has been read is not told again", () => {
  const buffer = new MatchedBuffer<string, string>(1);
  keep(buffer, "a", 1);
  keep(buffer, "a", 2);
  expect(buffer.shift()?.update).toMatchObject({ type: "gap", from: 1, to: 1 });
  keep(buffer, "a", 3);
  expect(rest(buffer)).toEqual(["a overflow 2-2 @2", "a 3 @3"]);
});

test("a restart makes the offsets before it meaningless", () => {
  const buffer = new MatchedBuffer<string, string>(1);
  keep(buffer, "a", 8);
  keep(buffer, "a", gap(1, 3, "restarted"));
  keep(buffer, "b", 1);
  expect(rest(buffer)).toEqual(["a restarted 1-3 @3", "b 1 @1"]);
});

test("is empty after it was cleared", () => {
  const buffer = new MatchedBuffer<string, string>(2);
  keep(buffer, "a", 1);
  keep(buffer, "a", gap(2, 3));
  buffer.clear();
  expect([buffer.has("a"), buffer.full, rest(buffer)]).toEqual([false, false, []]);
});

test("a stalled loop leaves no more than the events and a gap of each instance", () => {
  const buffer = new MatchedBuffer<string, string>(4);
  for (let offset = 1; offset <= 5_000; offset += 2) {
    for (const instance of ["a", "b", "c"]) {
      keep(buffer, instance, offset);
      keep(buffer, instance, gap(offset + 1, offset + 1));
    }
  }
  const lines = rest(buffer);
  expect(lines.filter((line) => !/(slow|overflow)/.test(line))).toHaveLength(4);
  expect(lines.length).toBeLessThanOrEqual(4 + 4 + 3);
  expect(lines.slice(0, 3)).toEqual([
    "a overflow 1-4998 @4998",
    expect.stringMatching(/^b overflow 1-/),
    expect.stringMatching(/^c overflow 1-/),
  ]);
});
