/** Who this page is. Kept for the tab, so that a reload is the same guest and a second tab is another one. */
export class Guest {
  readonly #storage: Storage;
  readonly token: string;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.token = storage.getItem("token") ?? randomText();
    storage.setItem("token", this.token);
  }

  /** `undefined` until the guest has entered. */
  get nick(): string | undefined {
    return this.#storage.getItem("nick") ?? undefined;
  }

  set nick(nick: string) {
    this.#storage.setItem("nick", nick);
  }

  /** What the page presents with every attempt to connect. */
  get auth(): { token: string; nick: string | undefined } {
    return { token: this.token, nick: this.nick };
  }
}

/** 32 characters that nobody guesses; `crypto.randomUUID` would need https. */
export function randomText(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
