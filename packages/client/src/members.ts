import { rawOf, toWire } from "@hawser/core";
import { Alarm } from "./alarm.js";
import type { MemberChange } from "./attendance.js";
import type { Clock } from "./clock.js";

export interface MembersOptions<Data> {
  readonly clock: Clock;
  readonly tell: (change: MemberChange<Data>) => void;
}

/** Everybody who is present, as far as this client knows. */
export class Members<Data> {
  readonly byId = new Map<string, Data>();
  readonly #tell: MembersOptions<Data>["tell"];
  /** Those whom the new connection's server does not know, until they are back or taken for gone. */
  readonly #missing = new Set<string>();
  readonly #grace: Alarm;

  constructor({ clock, tell }: MembersOptions<Data>) {
    this.#tell = tell;
    this.#grace = new Alarm(clock, () => this.#giveUp());
  }

  /** Those who are there when one comes. */
  begin(members: ReadonlyMap<string, Data>): void {
    for (const [id, data] of members) this.byId.set(id, data);
    for (const [id, data] of members) this.#tell({ type: "present", id, data });
  }

  /** @param graceMs how long who is missing may still come back. Absent: who is missing has left. */
  replace(members: ReadonlyMap<string, Data>, graceMs?: number): void {
    if (graceMs !== undefined) this.#miss(members, graceMs);
    for (const id of [...this.byId.keys()]) if (!members.has(id) && !this.#missing.has(id)) this.leave(id);
    for (const [id, data] of members) this.enter(id, data);
  }

  /** A member joined, is back, or tells something else. */
  enter(id: string, data: Data): void {
    this.#missing.delete(id);
    const isKnown = this.byId.has(id);
    if (isKnown && isSame(this.byId.get(id), data)) return;
    this.byId.set(id, data);
    this.#tell({ type: isKnown ? "update" : "join", id, data });
  }

  leave(id: string): void {
    const data = this.byId.get(id);
    this.#missing.delete(id);
    if (this.byId.delete(id)) this.#tell({ type: "leave", id, data: data as Data });
  }

  /** Nothing is known any more, until they are replaced. */
  pause(): void {
    this.#grace.clear();
  }

  #miss(members: ReadonlyMap<string, Data>, graceMs: number): void {
    this.#missing.clear();
    for (const id of this.byId.keys()) if (!members.has(id)) this.#missing.add(id);
    if (this.#missing.size > 0) this.#grace.set(graceMs);
    else this.#grace.clear();
  }

  #giveUp(): void {
    for (const id of [...this.#missing]) this.leave(id);
  }
}

/** Compared as they would travel, so that it does not matter how they did. */
function isSame(one: unknown, other: unknown): boolean {
  const [{ bytes: a }, { bytes: b }] = [rawOf(toWire(one)), rawOf(toWire(other))];
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
