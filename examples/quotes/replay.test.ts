import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Replay } from "./replay.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const letters = ["a", "b", "c"].map((letter) => ({ letter }));
const spell = (items: { letter: string; round: number }[]) =>
  items.map(({ letter, round }) => letter + round).join(" ");

function replayOf({ headStart = 0 } = {}) {
  const played: { letter: string; round: number }[] = [];
  const replay = new Replay(letters, { intervalMs: 100, headStart, onItem: (item) => played.push(item) });
  return { replay, played };
}

test("items come in their order, one per interval, over and over", () => {
  const { replay, played } = replayOf();
  replay.start();
  vi.advanceTimersByTime(99);
  expect(played).toEqual([]);
  vi.advanceTimersByTime(601);
  expect(spell(played)).toBe("a1 b1 c1 a2 b2 c2 a3");
});

test("after stop nothing comes and no timer is left, and start goes on where it was", () => {
  const { replay, played } = replayOf();
  replay.start();
  replay.start();
  vi.advanceTimersByTime(200);
  replay.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(spell(played)).toBe("a1 b1");
  replay.start();
  vi.advanceTimersByTime(100);
  expect(spell(played)).toBe("a1 b1 c1");
});

test("the latest are the newest that match, oldest first", () => {
  const { replay } = replayOf({ headStart: 5 });
  expect(spell(replay.latest(2, () => true))).toBe("a2 b2");
  expect(spell(replay.latest(9, ({ letter }) => letter !== "b"))).toBe("c1 a2");
});

test("the latest look back by one pass, or to the start", () => {
  expect(spell(replayOf({ headStart: 2 }).replay.latest(9, () => true))).toBe("a1 b1");
  expect(spell(replayOf({ headStart: 7 }).replay.latest(9, () => true))).toBe("b2 c2 a3");
  expect(replayOf().replay.latest(9, () => true)).toEqual([]);
});
