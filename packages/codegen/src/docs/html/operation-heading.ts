import { addressOf, operationId } from "./anchors.js";
import { type Html, html } from "./html.js";

/** What a reader sees at once of an operation. */
export interface Badge {
  readonly text: string;
  /** What it means, in a sentence. */
  readonly title: string;
  readonly tone: "call" | "stream" | "topic" | "plain" | "old";
}

export function operationHeading(path: string, badges: readonly Badge[]): Html {
  const at = path.lastIndexOf(".") + 1;
  return html`<h3><a href="${addressOf(operationId(path))}"><span class="path">${path.slice(0, at)}</span>${path.slice(at)}</a>
${badges.map(({ text, title, tone }) => html`<span class="badge ${tone}" title="${title}">${text}</span>`)}</h3>`;
}

export const deprecatedBadge: Badge = {
  text: "deprecated",
  title: "It works, and should be used no longer.",
  tone: "old",
};
