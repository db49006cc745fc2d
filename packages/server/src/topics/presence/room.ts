import { isPromise } from "../../is-promise.js";
import type { Broker, BrokerAttendance, MemberChange, MembersListener } from "../broker.js";
import type { Packed } from "../packed.js";

/** A member that joined or tells something else of itself; without data, one that left. */
export interface RoomChange {
  readonly id: string;
  readonly data: Packed | undefined;
}

/** Who hears of all changes of a room. */
export interface Attending {
  changed(changes: readonly RoomChange[]): void;
}

export interface RoomOptions {
  /** The name of the instance. */
  readonly key: string;
  readonly broker: Broker;
  /** What the broker gives, as data that can be sent; `undefined` where it cannot. */
  readonly dataOf: (bytes: Uint8Array) => Packed | undefined;
}

/** Who is present in one instance of a topic, for those here who want to know. */
export class Room implements MembersListener {
  readonly key: string;
  /** How many here want to know it, or are about to. */
  uses = 0;
  /** They hear of every change. */
  readonly attendees = new Set<Attending>();
  readonly #dataOf: RoomOptions["dataOf"];
  readonly #members = new Map<string, Packed>();
  /** Who was admitted, and is not heard of yet. */
  readonly #entering = new Set<string>();
  #opening: Promise<void> | undefined;
  #attendance: BrokerAttendance | undefined;
  /** What came before the broker said who is there. */
  #early: MemberChange[] = [];
  #isClosed = false;

  constructor({ key, broker, dataOf }: RoomOptions) {
    this.key = key;
    this.#dataOf = dataOf;
    const attendance = broker.attend(key, this);
    if (isPromise(attendance)) this.#opening = this.#open(attendance);
    else this.#opened(attendance);
  }

  /** Until the broker has answered; rejects with what the broker does. */
  get opening(): Promise<void> | undefined {
    return this.#opening;
  }

  get members(): ReadonlyMap<string, Packed> {
    return this.#members;
  }

  /** @returns whether there is a place for a member, which is then kept for it. */
  admit(id: string, maxMembers: number): boolean {
    if (this.#members.has(id) || this.#entering.has(id)) return true;
    if (this.#members.size + this.#entering.size >= maxMembers) return false;
    this.#entering.add(id);
    return true;
  }

  /** Gives the place back of one who is not heard of any more. */
  forget(id: string): void {
    this.#entering.delete(id);
  }

  close(): void {
    this.#isClosed = true;
    this.#attendance?.end();
  }

  changed(changes: readonly MemberChange[]): void {
    if (!this.#attendance) {
      this.#early.push(...changes);
      return;
    }
    const news = changes.map((change) => this.#take(change)).filter((change) => change !== undefined);
    if (news.length === 0) return;
    for (const attendee of [...this.attendees]) attendee.changed(news);
  }

  /** @returns what is new of it; who comes back with the data that it had has changed nothing. */
  #take({ id, bytes }: MemberChange): RoomChange | undefined {
    this.#entering.delete(id);
    const known = this.#members.get(id);
    const data = bytes && this.#dataOf(bytes);
    if (!data) return this.#members.delete(id) ? { id, data } : undefined;
    if (known && Buffer.compare(known.bytes, data.bytes) === 0) return undefined;
    this.#members.set(id, data);
    return { id, data };
  }

  async #open(attendance: PromiseLike<BrokerAttendance>): Promise<void> {
    this.#opened(await attendance);
    this.#opening = undefined;
  }

  #opened(attendance: BrokerAttendance): void {
    this.#attendance = attendance;
    // Whoever wanted it may have left in the meantime.
    if (this.#isClosed) attendance.end();
    for (const member of attendance.members) this.#take(member);
    for (const change of this.#early.splice(0)) this.#take(change);
  }
}
