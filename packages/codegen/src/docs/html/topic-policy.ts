import type { TopicShape } from "@hawser/core";
import { counted, durationOf } from "../../duration.js";
import { type Html, html } from "./html.js";
import { inline } from "./prose.js";

/** What a topic does with its events and its subscribers, a row per trait. */
export function topicPolicy(topic: TopicShape): Html {
  const { history, retain, publish, presence, wildcards } = topic;
  const rows: [trait: string, meaning: string][] = [
    [
      "History",
      history
        ? `Up to ${counted(history.size, "event")}, none older than ${durationOf(history.ageMs)}, can be had after the fact: after a lost connection, and with \`since\`.`
        : "None: what was missed is told as a gap.",
    ],
    ...(retain
      ? ([["Retained", "The latest event is kept, however old, and every subscription begins with it."]] as const)
      : []),
    ["Slow subscriber", slowMeaning(topic)],
    ...(wildcards ? ([["Several instances", wildcardsMeaning(wildcards)]] as const) : []),
    ["Publishing", publish ? "Clients may publish, as far as the server lets them." : "Only the server publishes."],
    ...(presence ? ([["Presence", "Members are known: who is there, who joins, changes and leaves."]] as const) : []),
  ].map(([trait, meaning]) => [trait as string, meaning as string]);
  return html`<dl class="policy">${rows.map(([trait, meaning]) => html`<div><dt>${trait}</dt><dd>${inline(meaning)}</dd></div>`)}</dl>`;
}

function slowMeaning({ slowConsumer, conflateBy }: TopicShape): string {
  switch (slowConsumer) {
    case "resume":
      return "`resume`: its events wait in the history and follow as it reads; those no longer kept by then are a gap.";
    case "conflate":
      return `\`conflate\` by \`${conflateBy}\`: it gets only the latest event of each, and gaps for the others.`;
    case "drop":
      return "`drop`: it misses events, and gets gaps for them.";
    case undefined:
      return "`disconnect`: its connection is closed.";
    default:
      return slowConsumer satisfies never;
  }
}

function wildcardsMeaning(wildcards: readonly string[]): string {
  const lists = "One subscription may cover a list of params";
  if (wildcards.length === 0) return `${lists}.`;
  return `${lists}, or all instances with \`any\` for ${wildcards.map((name) => `\`${name}\``).join(", ")}.`;
}
