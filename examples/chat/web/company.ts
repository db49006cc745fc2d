import type { Attendance } from "@hawser/client";
import type { Chat, Member } from "../chat.client.js";
import { Comings } from "./comings.js";
import { type Person, peopleOf } from "./people.js";

export interface CompanyOptions {
  readonly chat: Chat;
  readonly room: string;
  readonly onChange: () => void;
}

/** Those who are in a room, and the guest among them until they leave it. */
export class Company {
  readonly #options: CompanyOptions;
  #nick: string | undefined;
  #attendance: Attendance<Member> | undefined;
  #comings: Comings | undefined;
  #willShow = false;

  constructor(options: CompanyOptions) {
    this.#options = options;
  }

  /** Nobody until the guest has entered, and where they may not. Without a connection those who were there. */
  get people(): Person[] {
    return this.#comings && this.#attendance ? peopleOf(this.#attendance.members.values(), this.#nick) : [];
  }

  /** Whether that may have changed unheard. */
  get isStale(): boolean {
    return this.#attendance?.status !== "active";
  }

  /** Who has come and gone lately; empty where nobody has. */
  get news(): string {
    return this.#comings?.text ?? "";
  }

  /** Makes the guest one of them, where they are not so under that name. */
  enter(nick: string): void {
    if (nick === this.#nick && this.#attendance && this.#attendance.status !== "ended") return;
    this.leave();
    this.#nick = nick;
    const { chat, room } = this.#options;
    const changed = (): void => this.#changed();
    this.#attendance = chat.rooms.messages.attend(
      { room },
      { as: { nick, isTyping: false }, onChange: changed, onStatus: changed },
    );
  }

  /** Tells the others whether the guest is typing. */
  tell(isTyping: boolean): void {
    if (this.#nick === undefined) return;
    // What is not taken now is told with the next connection, or its refusal ends the attendance.
    this.#attendance?.update({ nick: this.#nick, isTyping }).catch(() => {});
  }

  leave(): void {
    void this.#attendance?.leave();
    this.#attendance = undefined;
    this.#forget();
  }

  /** Many changes that come together are shown once. */
  #changed(): void {
    if (this.#willShow) return;
    this.#willShow = true;
    queueMicrotask(() => {
      this.#willShow = false;
      this.#show();
    });
  }

  #show(): void {
    const { onChange } = this.#options;
    const { members = new Map<string, Member>(), status } = this.#attendance ?? {};
    const others = peopleOf(members.values(), this.#nick).filter(({ isSelf }) => !isSelf);
    const nicks = others.map(({ nick }) => nick);
    if (status === "ended") this.#forget();
    else if (status === "active") this.#comings ??= new Comings(nicks, onChange);
    this.#comings?.show(nicks);
    onChange();
  }

  #forget(): void {
    this.#comings?.end();
    this.#comings = undefined;
  }
}
