import { namesText } from "../names-text.js";
import { byId } from "./dom.js";

/** Says who is typing. */
export class TypingLine {
  readonly #line = byId("typing", HTMLParagraphElement);
  readonly #text = byId("typing-text", HTMLSpanElement);

  show(nicks: readonly string[]): void {
    this.#line.hidden = nicks.length === 0;
    this.#text.textContent = `${namesText(nicks)} ${nicks.length === 1 ? "is" : "are"} typing`;
  }
}
