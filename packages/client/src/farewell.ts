import { kinds } from "@hawser/core";
import type { Session } from "./session.js";

/** How a link is left: the server is asked once, and lets go some time later. */
export class Farewell {
  readonly #session: Session;
  readonly #id: number;
  #said: Promise<void> | undefined;
  #onGone: (() => void) | undefined;

  /** @param id of the link */
  constructor(session: Session, id: number) {
    this.#session = session;
    this.#id = id;
  }

  get isSaid(): boolean {
    return this.#said !== undefined;
  }

  /** Unsubscribes. Settles when the server has let go, or the session is over. */
  say(): Promise<void> {
    this.#said ??= new Promise((resolve) => {
      this.#onGone = resolve;
      this.#session.push([kinds.unsubscribe, this.#id]);
    });
    return this.#said;
  }

  /** The server has let go, of its own accord or not, or the session is over. */
  gone(): void {
    this.#onGone?.();
  }
}
