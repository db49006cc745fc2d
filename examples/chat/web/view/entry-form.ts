import { byId } from "./dom.js";

export interface EntryActions {
  /** Settles with `undefined` when the guest is in, or with what is wrong with the name. */
  enter(nick: string): Promise<string | undefined>;
  /** The form is gone, and with it the focus. */
  entered(): void;
}

/** Asks for a nickname, in front of everything else. */
export class EntryForm {
  readonly #actions: EntryActions;
  readonly #dialog = byId("entry", HTMLDialogElement);
  readonly #nick = byId("entry-nick", HTMLInputElement);
  readonly #problem = byId("entry-problem", HTMLParagraphElement);
  readonly #button = byId("entry-submit", HTMLButtonElement);

  constructor(actions: EntryActions) {
    this.#actions = actions;
    // Escape would leave a page without a guest.
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    byId("entry-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  show(nick = "", problem = ""): void {
    this.#nick.value = nick;
    this.#problem.textContent = problem;
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#nick.select();
  }

  async #submit(): Promise<void> {
    const nick = this.#nick.value.trim();
    if (nick === "") return;
    this.#button.disabled = true;
    const problem = await this.#actions.enter(nick).finally(() => {
      this.#button.disabled = false;
    });
    if (problem !== undefined) {
      this.show(nick, problem);
      return;
    }
    this.#dialog.close();
    this.#actions.entered();
  }
}
