import type { TopicShape } from "@hawser/core";
import { counted, durationOf } from "../duration.js";

/** What a subscriber has to know of the events that do not come at once, one line per trait. */
export function deliveryDocs(topic: TopicShape): string | undefined {
  const lines = [...keptLines(topic), ...slowLines(topic)];
  return lines.length === 0 ? undefined : lines.join("\n");
}

function keptLines({ history, retain }: TopicShape): string[] {
  const lines: string[] = [];
  if (history) {
    const kept = `The last ${count(history.size, "event")} of the last ${duration(history.ageMs)}`;
    lines.push(`${kept} can be had after the fact: after a lost connection, and with \`options.since\`.`);
  }
  if (retain) lines.push("Begins with the latest event, however old, unless `options.since` says otherwise.");
  return lines;
}

function slowLines({ slowConsumer, conflateBy }: TopicShape): string[] {
  switch (slowConsumer) {
    case "resume":
      return [
        "A connection that is too slow gets its events later, and a gap for those that are no longer kept by then.",
      ];
    case "conflate":
      return [
        `A connection that is too slow gets only the latest event of each \`${conflateBy}\`, and gaps for the others.`,
      ];
    case "drop":
      return ["A connection that is too slow misses events, and gets gaps for them."];
    case undefined:
      return [];
    default:
      return slowConsumer satisfies never;
  }
}

/** `day`, `10 minutes`: as it stands behind "the last". */
function duration(ms: number): string {
  return withoutOne(durationOf(ms));
}

/** `event`, `1,000 events`: likewise. */
function count(number: number, noun: string): string {
  return withoutOne(counted(number, noun));
}

function withoutOne(text: string): string {
  return text.replace(/^1 /, "");
}
