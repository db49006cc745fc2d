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
    if (!this.#comings || !this.#attendance) return [];
    return peopleOf(this.#attendance.members.values(), this.#nick);
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
    const attendance = this.#options.chat.rooms.messages.attend(
      { room: this.#options.room },
      { as: { nick, isTyping: false }, onChange: () => this.#changed(), onStatus: () => this.#changed() },
    );
    this.#attendance = attendance;
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
    const { status } = this.#attendance ?? {};
    if (status === "ended") this.#forget();
    else if (status === "active") {
      this.#comings ??= new Comings(this.#nicks(), this.#options.onChange);
    }
    this.#comings?.show(this.#nicks());
    this.#options.onChange();
  }

  #nicks(): string[] {
    const others = peopleOf(this.#attendance?.members.values() ?? [], this.#nick).filter(({ isSelf }) => !isSelf);
    return others.map(({ nick }) => nick);
  }

  #forget(): void {
    this.#comings?.end();
    this.#comings = undefined;
  }
}
