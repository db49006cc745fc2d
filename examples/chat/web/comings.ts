import { namesText } from "./names-text.js";

/** Tells in a line who has come and gone lately. Who comes back while it stands there has not been away. */
export class Comings {
  readonly #onChange: () => void;
  /** Who was there when there was nothing to tell. */
  #before: readonly string[];
  #now: readonly string[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param nicks who is there at first: nothing is told of them. */
  constructor(nicks: readonly string[], onChange: () => void) {
    this.#before = this.#now = nicks;
    this.#onChange = onChange;
  }

  /** Empty where there is nothing to tell. */
  get text(): string {
    const came = this.#now.filter((nick) => !this.#before.includes(nick));
    const left = this.#before.filter((nick) => !this.#now.includes(nick));
    const texts = [];
    if (came.length > 0) texts.push(`${namesText(came)} came in`);
    if (left.length > 0) texts.push(`${namesText(left)} left`);
    return texts.join(", ");
  }

  /** Takes who is there now. */
  show(nicks: readonly string[]): void {
    const { text } = this;
    this.#now = nicks;
    if (this.text === text) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#before = this.#now;
      this.#onChange();
    }, shownMs);
    this.#onChange();
  }

  /** Leaves no timer. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

const shownMs = 6_000;
