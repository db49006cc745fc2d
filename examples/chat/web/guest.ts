import type { ChatAuth } from "../chat.client.js";

/** Who this page is. Kept for the tab, so that a reload is the same guest and a second tab is another one. */
export class Guest {
  readonly #storage: Storage;
  readonly #secret: string;
  /** Called after each token. */
  onToken: () => void = () => {};
  #signedNick: string | undefined;
  #tokens = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#secret = storage.getItem("secret") ?? randomText();
    storage.setItem("secret", this.#secret);
  }

  /** `undefined` until the guest has entered. */
  get nick(): string | undefined {
    return this.#storage.getItem("nick") ?? undefined;
  }

  set nick(nick: string) {
    this.#storage.setItem("nick", nick);
  }

  /** What the latest token says; not the guest's nickname where somebody else has that, or the token is from before. */
  get signedNick(): string | undefined {
    return this.#signedNick;
  }

  /** How many tokens were fetched. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Fetches a token: asked for every attempt to connect, and when the one before expires. */
  async auth(): Promise<ChatAuth> {
    const wish = this.nick === undefined ? "" : `?${new URLSearchParams({ nick: this.nick })}`;
    const response = await fetch(`token${wish}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#secret}` },
    });
    if (!response.ok) throw new Error(`no token: ${response.status}`);
    const { token, nick } = (await response.json()) as { token: string; nick?: string };
    this.#signedNick = nick;
    this.#tokens += 1;
    this.onToken();
    return { token };
  }
}

/** 32 characters that nobody guesses; `crypto.randomUUID` would need https. */
export function randomText(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
