import type { Conversation, Line } from "../conversation.js";
import { byId } from "./dom.js";
import { KeyedList } from "./keyed-list.js";
import { noteRow, type RowActions, saidRow } from "./rows.js";

export interface LogActions extends RowActions {
  /** The reader is near the oldest message. */
  nearTop(): void;
}

/** The conversation of the open room. It stays at its end, unless the reader has scrolled up. */
export class MessageLog {
  readonly #log = byId("log", HTMLOListElement);
  readonly #jump = byId("jump", HTMLButtonElement);
  readonly #actions: LogActions;
  readonly #list: KeyedList<Line>;
  #shown: Conversation | undefined;
  #firstKey: string | undefined;
  #lastKey: string | undefined;

  constructor(actions: LogActions) {
    this.#actions = actions;
    this.#list = new KeyedList(this.#log, {
      key: ({ key }) => key,
      create: (line) => (line.kind === "said" ? saidRow(actions) : noteRow()),
    });
    this.#jump.addEventListener("click", () => this.#scrollToEnd());
    this.#log.addEventListener("scroll", () => {
      if (this.#isAtEnd()) this.#jump.hidden = true;
      if (this.#isNearTop()) actions.nearTop();
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
    const isEarlier = lines[0]?.key !== this.#firstKey;
    const fromEnd = this.#log.scrollHeight - this.#log.scrollTop;
    this.#shown = conversation;
    this.#firstKey = lines[0]?.key;
    this.#lastKey = newest?.key;
    // What is read out is what comes, not what was there.
    this.#log.setAttribute("aria-busy", String(isLoading || isOther || isEarlier));
    this.#list.show(isLoading || lines.length === 0 ? lines : [edgeOf(conversation), ...lines]);
    if (follows) this.#scrollToEnd();
    // What comes in above must not push away what is being read.
    else if (isEarlier) this.#log.scrollTop = this.#log.scrollHeight - fromEnd;
    else if (isNews) this.#jump.hidden = false;
    if (this.#isNearTop()) this.#actions.nearTop();
  }

  #isNearTop(): boolean {
    return this.#log.scrollTop < this.#log.clientHeight;
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

/** What stands above the oldest message. */
function edgeOf({ isComplete }: Conversation): Line {
  const text = isComplete ? "No earlier messages" : "Earlier messages";
  return { kind: "note", key: "edge", text, tone: "edge" };
}
