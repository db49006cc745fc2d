import type { Usage } from "../usage/usage.js";
import { codeBlock, type FindType } from "./code.js";
import { type Html, html } from "./html.js";

/** Pieces of code beside what they show. */
export function usageBlocks(usages: readonly Usage[], findType: FindType): Html | undefined {
  if (usages.length === 0) return undefined;
  return html`<div class="usages">${usages.map(
    ({ caption, code }) =>
      html`<figure class="usage"><figcaption>${caption}</figcaption>${codeBlock(code, findType)}</figure>`,
  )}</div>`;
}
