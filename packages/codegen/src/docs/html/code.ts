import { addressOf } from "./anchors.js";
import { type Html, html } from "./html.js";
import { type Token, tokenize } from "./tokenize.js";

/** The id of what documents a type; undefined for a type that the page does not have. */
export type FindType = (name: string) => string | undefined;

/** TypeScript in colours, in which each type of the page leads to what documents it. */
export function code(text: string, findType: FindType): Html {
  return html`${tokenize(text).map((token) => colored(token, findType))}`;
}

/** A block of it. */
export function codeBlock(text: string, findType: FindType): Html {
  return html`<pre class="code" tabindex="0"><code>${code(text, findType)}</code></pre>`;
}

function colored({ kind, text }: Token, findType: FindType): Html {
  const id = kind === "type" || kind === "name" || kind === "function" ? findType(text) : undefined;
  if (id !== undefined) return html`<a class="t-type" href="${addressOf(id)}">${text}</a>`;
  return kind === "other" || kind === "name" ? html`${text}` : html`<span class="t-${kind}">${text}</span>`;
}
