import type { Message } from "../chat.client.js";

/** What a page knows of a room: what was said, notes of its own, and what it has yet to get across. */
export class Conversation {
  readonly room: string;
  /** The latest messages have not come yet. */
  isLoading = true;
  /** There is nothing before the oldest message. */
  isComplete = false;
  readonly #self: Self;
  readonly #onChange: () => void;
  #entries: Entry[] = [];
  #drafts: Draft[] = [];
  #notes = 0;

  constructor(room: string, self: Self, onChange: () => void) {
    this.room = room;
    this.#self = self;
    this.#onChange = onChange;
  }

  /** From the oldest to the newest; what has not got across comes last. */
  get lines(): Line[] {
    const { nick: me = "", isOnline } = this.#self;
    const isMyRoom = this.#self.owns(this.room);
    const lines: Line[] = [];
    let before: { from: string; sentAt?: Date } | undefined;
    for (const entry of this.#entries) {
      if (entry.kind === "note") {
        lines.push(entry);
        before = undefined;
        continue;
      }
      const { from, text, mark, sentAt } = entry.message;
      const key = keyOf(from, mark);
      lines.push({
        kind: "said",
        key,
        from,
        text,
        sentAt,
        isMine: from === me,
        canShowOut: isMyRoom && from !== me,
        continues: continues(before, entry.message),
        state: "sent",
      });
      before = entry.message;
    }
    for (const draft of this.#drafts) {
      const { mark, text, problem } = draft;
      const state = problem !== undefined ? "failed" : isOnline ? "sending" : "waiting";
      lines.push({
        kind: "said",
        key: keyOf(me, mark),
        from: me,
        text,
        isMine: true,
        canShowOut: false,
        continues: before?.from === me,
        state,
        draft,
      });
      before = { from: me };
    }
    return lines;
  }

  /** When its newest message was said. */
  get newest(): Date | undefined {
    return this.#entries.findLast((entry) => entry.kind === "message")?.message.sentAt;
  }

  /** When its oldest message was said. */
  get oldest(): Date | undefined {
    return this.#entries.find((entry) => entry.kind === "message")?.message.sentAt;
  }

  /** Takes messages in any order, also such that came before. */
  add(...messages: readonly Message[]): void {
    this.#take(messages);
    this.#onChange();
  }

  /** The latest messages are there. */
  loaded(...messages: readonly Message[]): void {
    this.isLoading = false;
    // What was noted in the meantime comes after what was said before.
    const notes = this.newest ? [] : this.#entries.splice(0);
    this.#take(messages);
    this.#entries.push(...notes);
    this.#onChange();
  }

  /** Takes messages before which there are none. */
  completed(...messages: readonly Message[]): void {
    this.isComplete = true;
    this.add(...messages);
  }

  note(text: string, tone: Note["tone"]): void {
    this.#notes += 1;
    this.#entries.push({ kind: "note", key: `note ${this.#notes}`, text, tone });
    this.#onChange();
  }

  /** Shows a message that is on its way. */
  draft(draft: Draft): void {
    this.#drafts = [...this.#drafts.filter(({ mark }) => mark !== draft.mark), draft];
    this.#onChange();
  }

  discard(draft: Draft): void {
    this.#drafts = this.#drafts.filter(({ mark }) => mark !== draft.mark);
    this.#onChange();
  }

  #take(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#removeDraft(message);
      if (!this.#has(message)) this.#insert(message);
    }
  }

  #removeDraft({ from, mark }: Message): void {
    if (from === this.#self.nick) this.#drafts = this.#drafts.filter((draft) => draft.mark !== mark);
  }

  /** A restarted server may get a message again that it has forgotten, so the id alone does not tell. */
  #has({ from, mark }: Message): boolean {
    return this.#entries.some(
      (entry) => entry.kind === "message" && entry.message.from === from && entry.message.mark === mark,
    );
  }

  #insert(message: Message): void {
    const later = this.#entries.findIndex((entry) => entry.kind === "message" && entry.message.sentAt > message.sentAt);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, { kind: "message", message });
    if (this.#entries.length > maxEntries) this.#entries.shift();
  }
}

/** What a conversation must know of the page that shows it; it may change. */
export interface Self {
  readonly nick: string | undefined;
  readonly isOnline: boolean;
  /** Whether the guest has made the room. */
  owns(room: string): boolean;
}

/** A message that the server has not confirmed. */
export interface Draft {
  readonly mark: string;
  readonly text: string;
  /** Why it will not get across by itself. Absent while it may. */
  readonly problem?: string;
}

/** One row of the conversation. */
export type Line = Said | Note;

export interface Said {
  readonly kind: "said";
  /** The same for a draft and for the message that comes of it. */
  readonly key: string;
  readonly from: string;
  readonly text: string;
  /** Absent for a draft. */
  readonly sentAt?: Date;
  readonly isMine: boolean;
  /** Whether the guest may show out who said it. */
  readonly canShowOut: boolean;
  /** The line before is by the same person and only a little older. */
  readonly continues: boolean;
  /**
   * - `sent`: the server has it.
   * - `sending`: it is on its way.
   * - `waiting`: there is no connection; it leaves as soon as there is one.
   * - `failed`: it did not get across, and `draft` says why.
   */
  readonly state: "sent" | "sending" | "waiting" | "failed";
  /** What it is until the server has it. */
  readonly draft?: Draft;
}

/** A line of the page's own: a welcome, that something was missed, or what is above the oldest message. */
export interface Note {
  readonly kind: "note";
  readonly key: string;
  readonly text: string;
  readonly tone: "welcome" | "gap" | "edge";
}

type Entry = Note | { readonly kind: "message"; readonly message: Message };

function continues(before: { from: string; sentAt?: Date } | undefined, { from, sentAt }: Message): boolean {
  return before?.from === from && before.sentAt !== undefined && sentAt.getTime() - before.sentAt.getTime() < groupMs;
}

function keyOf(from: string, mark: string): string {
  return `${from} ${mark}`;
}

const groupMs = 5 * 60_000;

/** A page that stays open for days forgets what is far above. */
const maxEntries = 1_000;
