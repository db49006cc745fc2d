import type { Conversation, Line } from "../conversation.js";
import { byId } from "./dom.js";
import { KeyedList } from "./keyed-list.js";
import { type DraftActions, noteRow, saidRow } from "./rows.js";

/** The conversation of the open room. It stays at its end, unless the reader has scrolled up. */
export class MessageLog {
  readonly #log = byId("log", HTMLOListElement);
  readonly #jump = byId("jump", HTMLButtonElement);
  readonly #list: KeyedList<Line>;
  #shown: Conversation | undefined;
  #lastKey: string | undefined;

  constructor(actions: DraftActions) {
    this.#list = new KeyedList(this.#log, {
      key: ({ key }) => key,
      create: (line) => (line.kind === "said" ? saidRow(actions) : noteRow()),
    });
    this.#jump.addEventListener("click", () => this.#scrollToEnd());
    this.#log.addEventListener("scroll", () => {
      if (this.#isAtEnd()) this.#jump.hidden = true;
    });
    // A keyboard on a phone, a longer draft, a turned screen: the end stays in sight.
    let wasAtEnd = true;
    this.#log.addEventListener("scroll", () => {
      wasAtEnd = this.#isAtEnd();
    });
    new ResizeObserver(() => {
      if (wasAtEnd) this.#scrollToEnd();
    }).observe(this.#log);
  }

  /** Whether the reader can see it, which is not so behind a list of rooms or in a background tab. */
  get isVisible(): boolean {
    return !document.hidden && this.#log.checkVisibility();
  }

  show(conversation: Conversation): void {
    const { lines, isLoading } = conversation;
    const newest = lines.at(-1);
    const isOther = this.#shown !== conversation;
    const isNews = newest?.key !== this.#lastKey;
    const follows = isOther || this.#isAtEnd() || (isNews && newest?.kind === "said" && newest.isMine);
    this.#shown = conversation;
    this.#lastKey = newest?.key;
    // What is read out is what comes, not what was there.
    this.#log.setAttribute("aria-busy", String(isLoading || isOther));
    this.#list.show(lines);
    if (follows) this.#scrollToEnd();
    else if (isNews) this.#jump.hidden = false;
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  #scrollToEnd(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#jump.hidden = true;
  }
}
