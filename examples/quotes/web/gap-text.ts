import type { Gap } from "@hawser/client";

/** What the gaps of all subscriptions mean to the reader, in a sentence. */
export function gapText(gaps: readonly Gap[]): string {
  if (gaps.some((gap) => gap.reason === "restarted")) {
    return "The server was restarted. What it published meanwhile is unknown; the charts were loaded again.";
  }
  const missed = gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
  return `${missed} ${missed === 1 ? "event was" : "events were"} missed while the connection was lost; the charts were loaded again.`;
}
