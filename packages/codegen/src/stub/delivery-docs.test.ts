import type { TopicShape } from "@hawser/core";
import { expect, test } from "vitest";
import { topicShape } from "../../test/print-parts.js";
import { deliveryDocs } from "./delivery-docs.js";

test("nothing kept is nothing to say", () => {
  expect(deliveryDocs(topicShape("t"))).toBe(undefined);
});

test.each<[string, number, number]>([
  ["The last 1,000 events of the last 10 minutes", 1000, 600_000],
  ["The last event of the last minute", 1, 60_000],
  ["The last 2 events of the last hour", 2, 3_600_000],
  ["The last 1,234,567 events of the last 90 minutes", 1_234_567, 5_400_000],
  ["The last 10 events of the last 7 days", 10, 604_800_000],
  ["The last 10 events of the last 90 seconds", 10, 90_000],
  ["The last 10 events of the last 1,500 milliseconds", 10, 1500],
  ["The last 10 events of the last millisecond", 10, 1],
])("%s", (kept, size, ageMs) => {
  expect(deliveryDocs(topicShape("t", { history: { size, ageMs } }))).toBe(
    `${kept} can be had after the fact: after a lost connection, and with \`options.since\`.`,
  );
});

test.each<[Partial<TopicShape>, string]>([
  [{ retain: true }, "Begins with the latest event, however old, unless `options.since` says otherwise."],
  [
    { slowConsumer: "resume" },
    "A connection that is too slow gets its events later, and a gap for those that are no longer kept by then.",
  ],
  [
    { slowConsumer: "conflate", conflateBy: "symbol" },
    "A connection that is too slow gets only the latest event of each `symbol`, and gaps for the others.",
  ],
  [{ slowConsumer: "drop" }, "A connection that is too slow misses events, and gets gaps for them."],
])("%o", (policy, text) => {
  expect(deliveryDocs(topicShape("t", policy))).toBe(text);
});

test("one line per trait", () => {
  const history = { size: 1, ageMs: 1 };
  expect(deliveryDocs(topicShape("t", { history, retain: true, slowConsumer: "resume" }))?.split("\n")).toHaveLength(3);
});
