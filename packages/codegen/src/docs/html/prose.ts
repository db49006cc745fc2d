import { type Html, html } from "./html.js";

/** A description as paragraphs, with what stands between backticks as code. */
export function prose(text: string | undefined): Html[] {
  if (text === undefined) return [];
  const paragraphs = text.trim().split(/\n\s*\n/);
  return paragraphs
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => html`<p>${inline(paragraph.trim())}</p>`);
}

/** The same on one line. */
export function inline(text: string): Html[] {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, i) => (i % 2 === 1 ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`));
}
