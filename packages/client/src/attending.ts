import { type Decode, HawserError, kinds, type MembersChangedFrame, type MembersFrame } from "@hawser/core";
import type { Attendance, AttendOptions, MemberChange } from "./attendance.js";
import { AttendanceLink, type AttendanceOwner } from "./attendance-link.js";
import type { TopicDescriptor } from "./descriptors.js";
import { type EncodedMember, encodeMember, presenceOf } from "./encoded-member.js";
import type { EncodedParams } from "./encoded-params.js";
import type { Host } from "./host.js";
import { invalidInput } from "./invalid-input.js";
import { MemberChanges } from "./member-changes.js";
import { MemberUpdate, type UpdateOutcome } from "./member-update.js";
import { Members } from "./members.js";
import { notify } from "./notify.js";
import type { Part } from "./part.js";
import { Reads } from "./reads.js";
import type { Session } from "./session.js";
import type { SubscriptionStatus } from "./subscription.js";
import { undecodable } from "./undecodable.js";

export interface AttendingParts {
  readonly host: Host;
  readonly topic: TopicDescriptor<never, unknown>;
  readonly params: EncodedParams;
  /** The secret by which the own member is known from session to session. Absent: one only watches. */
  readonly key?: string | undefined;
  /** What it tells of itself first. */
  readonly member?: EncodedMember | undefined;
}

/**
 * An attendance from session to session. Where a session goes away, its link stays until the next session's has told
 * who is present.
 */
export class Attending<Data, Input> implements Attendance<Data, Input>, AttendanceOwner, Part {
  readonly topic: TopicDescriptor<never, unknown>;
  readonly params: EncodedParams;
  readonly key: string | undefined;
  readonly #host: Host;
  readonly #options: AttendOptions<Data, Input>;
  readonly #members: Members<Data>;
  readonly #changes = new MemberChanges<Data>();
  readonly #reads = new Reads(() => this.#changes.shift());
  /** What the own member is to tell of itself. */
  #member: EncodedMember | undefined;
  /** What the server last took. */
  #accepted: EncodedMember | undefined;
  /** Updates that wait for a server to let the member in. */
  #early: ((outcome: UpdateOutcome) => void)[] = [];
  #self: string | undefined;
  #status: SubscriptionStatus = "waiting";
  #hasBegun = false;
  #link: AttendanceLink | undefined;
  #successor: AttendanceLink | undefined;
  #remove: (() => void) | undefined;
  #left: Promise<void> | undefined;

  constructor({ host, topic, params, key, member }: AttendingParts, options: AttendOptions<Data, Input>) {
    this.topic = topic;
    this.params = params;
    this.key = key;
    this.#member = member;
    this.#host = host;
    this.#options = options;
    this.#members = new Members({ clock: host.settings.clock, tell: (change) => this.#tell(change) });
  }

  get members(): ReadonlyMap<string, Data> {
    return this.#members.byId;
  }

  get self(): string | undefined {
    return this.#self;
  }

  get status(): SubscriptionStatus {
    return this.#status;
  }

  get member(): EncodedMember | undefined {
    return this.#member;
  }

  async update(data: Input): Promise<void> {
    if (this.#status === "ended") throw new HawserError("closed", "the attendance is over", { mayHaveRun: false });
    if (this.key === undefined) throw invalidInput("who attends without `as` only watches");
    const member = encodeMember(this.topic, data);
    this.#member = member;
    const link = this.#successor ?? this.#link;
    // The next session's enters with it.
    if (!link || (link.isConfirmed && !link.session.ready)) return;
    const { error } = await new Promise<UpdateOutcome>((settle) => {
      if (link.isConfirmed) this.#send(link, member, settle);
      else this.#early.push(settle);
    });
    if (error) throw error;
  }

  leave(): Promise<void> {
    this.#left ??= this.#status === "ended" ? Promise.resolve() : this.#leaveLinks();
    this.#end();
    this.#changes.clear();
    this.#reads.forgive();
    return this.#left;
  }

  [Symbol.asyncIterator](): AsyncIterator<MemberChange<Data>> {
    return {
      next: async () => {
        if (this.#options.onChange) throw invalidInput("an attendance with onChange cannot be iterated");
        return this.#reads.next();
      },
      // The loop was left. It does not wait for the server.
      return: () => {
        void this.leave();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** From now on it asks every session. */
  begin(): void {
    this.#remove = this.#host.add(this);
  }

  // As a part.

  ready(session: Session): void {
    const link = new AttendanceLink(session, this);
    if (this.#link?.isConfirmed) {
      void this.#successor?.leave();
      this.#successor = link;
    } else {
      void this.#link?.leave();
      this.#link = link;
    }
    this.#move();
  }

  /** Its links hear of it. */
  lost(): void {}

  close(reason: HawserError | undefined): void {
    void this.#leaveLinks();
    this.#end(reason);
  }

  // The links' side. One that is neither the link nor the successor was left, and waits for the server to let go.

  told(link: AttendanceLink, [, , graceMs, self, members]: MembersFrame): void {
    if (link !== this.#link && link !== this.#successor) return;
    const fresh = this.#read(link, members);
    if (!fresh) return;
    const isFirst = !link.isConfirmed;
    link.isConfirmed = true;
    if (link === this.#successor) {
      void this.#link?.leave();
      this.#link = link;
      this.#successor = undefined;
    }
    this.#self = self ?? undefined;
    if (isFirst) this.#entered(link);
    if (!this.#hasBegun) this.#members.begin(fresh);
    else this.#members.replace(fresh, isFirst ? graceMs : undefined);
    this.#hasBegun = true;
    this.#move();
  }

  changed(link: AttendanceLink, [, , changes]: MembersChangedFrame): void {
    for (const [id, ...data] of changes) {
      if (link !== this.#link || !link.isConfirmed) return;
      if (data.length === 0) this.#members.leave(id);
      else for (const [, value] of this.#read(link, [[id, data[0]]]) ?? []) this.#members.enter(id, value);
    }
  }

  ended(link: AttendanceLink, error: HawserError | undefined): void {
    if (!this.#forget(link)) return;
    if (this.#link || link.isLeaving) this.#moveOn();
    else this.#end(error);
  }

  gone(link: AttendanceLink): void {
    if (this.#forget(link)) this.#moveOn();
  }

  /** @returns whether it was one of the two. */
  #forget(link: AttendanceLink): boolean {
    if (link === this.#successor) {
      this.#successor = undefined;
    } else if (link === this.#link) {
      [this.#link, this.#successor] = [this.#successor, undefined];
      this.#members.pause();
    } else {
      return false;
    }
    return true;
  }

  /** What was to follow behind an answer goes along with the next session, unless this one has another. */
  #moveOn(): void {
    if (!this.#link || this.#link.isConfirmed) this.#settleEarly({ isRefused: false });
    this.#move();
  }

  /** The server has let the own member in, with what it was to tell when it was asked. */
  #entered({ entered }: AttendanceLink): void {
    this.#accepted = entered;
    const link = this.#link;
    if (!link || !this.#member || this.#member === entered) this.#settleEarly({ isRefused: false });
    else {
      const early = this.#early.splice(0);
      this.#send(link, this.#member, (outcome) => {
        for (const settle of early) settle(outcome);
      });
    }
  }

  #send(link: AttendanceLink, member: EncodedMember, settle: (outcome: UpdateOutcome) => void): void {
    const { session } = link;
    const { deadlines, settings } = this.#host;
    const update = new MemberUpdate(deadlines.add(settings.timeoutMs), (outcome) => {
      const isLeft = outcome.error?.code === "unavailable" && !session.ready;
      // Not taken there: the session is being left, and the next one is asked with it.
      const known = isLeft ? { isRefused: false } : outcome;
      if (!known.error) this.#accepted = member;
      else if (known.isRefused && this.#member === member) this.#member = this.#accepted;
      settle(known);
    });
    session.push([kinds.updateMember, session.exchanges.add(update), link.id, link.data(member)]);
  }

  #settleEarly(outcome: UpdateOutcome): void {
    for (const settle of this.#early.splice(0)) settle(outcome);
  }

  /** @returns the members by their ids; `undefined` where one is not what was declared, which ends the attendance. */
  #read({ session }: AttendanceLink, members: MembersFrame[4]): Map<string, Data> | undefined {
    const { decode, shape } = presenceOf(this.topic);
    try {
      return new Map(members.map(([id, data]) => [id, session.read(data, decode as Decode<Data>, shape)]));
    } catch (error) {
      this.close(undecodable(error, `a member of ${this.topic.path}`));
      return undefined;
    }
  }

  #tell(change: MemberChange<Data>): void {
    if (this.#status === "ended") return;
    if (this.#options.onChange) notify(this.#options.onChange, change);
    else if (!this.#reads.give(change)) this.#changes.push(change);
  }

  #move(): void {
    if (this.#status === "ended") return;
    if (!this.#link) this.#setStatus("waiting");
    else this.#setStatus(this.#link.isConfirmed ? "active" : "subscribing");
  }

  #setStatus(status: SubscriptionStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    notify(this.#options.onStatus, status);
  }

  #end(error?: HawserError): void {
    if (this.#status === "ended") return;
    this.#remove?.();
    this.#members.pause();
    this.#link = this.#successor = undefined;
    this.#setStatus("ended");
    const reason = error ?? new HawserError("closed", "the attendance is over");
    this.#settleEarly({ error: reason, isRefused: false });
    this.#reads.end(error);
    notify(this.#options.onEnd, error);
  }

  async #leaveLinks(): Promise<void> {
    await Promise.all([this.#link?.leave(), this.#successor?.leave()]);
  }
}
