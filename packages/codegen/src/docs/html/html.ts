/** Markup. What is put into it through {@link html} and is no markup itself is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a piece of markup may be made of; `undefined` and `false` leave nothing. */
export type Content = string | number | Html | undefined | false | readonly Content[];

/** A template of markup, which escapes every text that is put into it. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(strings.map((string, i) => (i === 0 ? "" : textOf(contents[i - 1])) + string).join(""));
}

function textOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(textOf).join("");
  return content === undefined || content === false ? "" : escapeHtml(String(content));
}

/** A text for between tags, and for between the double quotes of an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
