import { byId } from "./dom.js";

/** Says who is typing. */
export class TypingLine {
  readonly #line = byId("typing", HTMLParagraphElement);
  readonly #text = byId("typing-text", HTMLSpanElement);

  show(nicks: readonly string[]): void {
    this.#line.hidden = nicks.length === 0;
    this.#text.textContent = typingText(nicks);
  }
}

export function typingText(nicks: readonly string[]): string {
  const [first, second] = nicks;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is typing`;
  return nicks.length === 2
    ? `${first} and ${second} are typing`
    : `${first} and ${nicks.length - 1} others are typing`;
}
