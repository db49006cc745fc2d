import { byId } from "./dom.js";

/** Says who has come and gone, to those who listen to the page too. */
export class NewsLine {
  readonly #line = byId("news", HTMLParagraphElement);

  show(text: string): void {
    // What stands there already is not to be read out again.
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }
}
