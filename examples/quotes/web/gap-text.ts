import type { Gap } from "@hawser/client";

/** What the gaps of all subscriptions mean to the reader: a sentence for each reason. */
export function gapText(gaps: readonly Gap[]): string {
  if (gaps.some(({ reason }) => reason === "restarted")) return sentenceOf("restarted", 0);
  const missed = new Map<Gap["reason"], number>();
  for (const { reason, from, to } of gaps) missed.set(reason, (missed.get(reason) ?? 0) + to - from + 1);
  return [...missed].map(([reason, count]) => sentenceOf(reason, count)).join(" ");
}

function sentenceOf(reason: Gap["reason"], count: number): string {
  const were = count === 1 ? "1 event was" : `${count} events were`;
  switch (reason) {
    case "restarted":
      return "The server was restarted. What it published meanwhile is unknown; the charts were loaded again.";
    case "disconnected":
      return `${were} missed while the connection was lost; the charts were loaded again.`;
    case "expired":
      return `${were} too old to be sent after all; the charts were loaded again.`;
    case "conflated":
      return `The connection was too slow: ${were} left out in favour of newer ones.`;
    case "slow":
      return `The connection was too slow: ${were} left out.`;
    case "lost":
      return `${were} lost on the way.`;
    case "overflow":
      return `${were} left out, because this page was too slow.`;
  }
}
