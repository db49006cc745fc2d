import { byId } from "./dom.js";

export interface ComposerActions {
  /** The draft has changed. */
  typed(text: string): void;
  send(text: string): void;
}

/** Where the guest writes. Enter sends, Shift and Enter begin a new line. */
export class Composer {
  readonly #actions: ComposerActions;
  readonly #text = byId("composer-text", HTMLTextAreaElement);

  constructor(actions: ComposerActions) {
    this.#actions = actions;
    const form = byId("composer", HTMLFormElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("input", () => {
      this.#fit();
      actions.typed(this.#text.value);
    });
    this.#text.addEventListener("keydown", (event) => {
      // An input method uses Enter to choose a word.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
  }

  set room(name: string) {
    this.#text.placeholder = `Message #${name}`;
  }

  /** Lets the guest write without a click. On a touch screen that would cover half of the conversation. */
  focus(): void {
    if (matchMedia("(hover: hover)").matches) this.#text.focus();
  }

  #send(): void {
    const text = this.#text.value.trim();
    if (text === "") return;
    this.#text.value = "";
    this.#fit();
    this.#actions.send(text);
    // A tap on the button must not close a phone's keyboard.
    this.#text.focus();
  }

  /** As high as its text; the style sheet has the limit. */
  #fit(): void {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
