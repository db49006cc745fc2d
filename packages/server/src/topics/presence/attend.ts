import { createHash } from "node:crypto";
import { kinds, rawOf, type Wire } from "@hawser/core";
import { nanoid } from "nanoid";
import { attempt } from "../../attempt.js";
import type { BoundTopic } from "../../bind-topic.js";
import type { Peer } from "../../connections/peer.js";
import { isPromise } from "../../is-promise.js";
import { readParams, readPayload } from "../../payload.js";
import { invalidFrame, limitExceeded, type Refusal, refusal } from "../../refusal.js";
import { encodingOf } from "../../target.js";
import { keyOf } from "../channels.js";
import { type Asker, admit, authorize, Interest } from "../interest.js";
import { Packed } from "../packed.js";
import { type Entry, readEntry } from "./entry.js";
import type { Attending, Room, RoomChange } from "./room.js";
import type { AttendedTopic, OwnMember } from "./rooms.js";

/** Answers who wants to know who is present, and perhaps to be so: validate, ask the topic's checks, enter, tell the members. */
export function attend(peer: Peer, [, id, target, wire, memberWire]: readonly Wire[]): void {
  const topic = admit(peer, id, target);
  if (!topic) return;
  const entry = readEntry(memberWire);
  if (entry === "invalid") {
    peer.sendEnded(id, invalidFrame("a member is [key, data], and a key has 16 to 128 characters"));
  } else if (!hasPresence(topic)) {
    peer.sendEnded(id, refusal("incompatible", `nobody is present in ${topic.path}: its schema declares no presence`));
  } else {
    const attendee = new Attendee(peer, { id, topic, target, entry });
    attempt(
      attendee,
      () => readParams(topic, wire, encodingOf(target), peer.services.definitions),
      (params) => {
        if (params.ok) attendee.select(params.value);
        else attendee.end(params.error);
      },
      (cause) => attendee.fail(cause, "authorize"),
    );
  }
}

function hasPresence(topic: BoundTopic): topic is AttendedTopic {
  return topic.presence !== undefined;
}

interface AttendeeOptions {
  readonly id: number;
  readonly topic: AttendedTopic;
  /** As the peer named the topic, which says how its data travels. */
  readonly target: Wire;
  readonly entry: Entry | undefined;
}

/** One peer that hears who is present in an instance of a topic, and may be a member. */
export class Attendee extends Interest implements Attending {
  declare readonly topic: AttendedTopic;
  readonly target: Wire;
  readonly #entry: Entry | undefined;
  #room: Room | undefined;
  #member: OwnMember | undefined;
  /** What the member tells of itself, validated. */
  #data: unknown;
  /** Changes were left out: when there is room, everything is told anew. */
  #isBehind = false;
  params: unknown;

  constructor(peer: Peer, { target, entry, ...options }: AttendeeOptions) {
    super(peer, options);
    this.target = target;
    this.#entry = entry;
  }

  get isMember(): boolean {
    return this.#member !== undefined;
  }

  select(params: unknown): void {
    this.params = params;
    this.key = keyOf(this.topic, params);
    if (!this.#entry) {
      authorize(this, this.#may, () => this.#join(undefined));
      return;
    }
    const { data } = this.#entry;
    attempt(
      this,
      () => readPayload(this.topic.presence.input, data, encodingOf(this.target), this.peer.services.definitions),
      (read) => {
        if (!read.ok) {
          this.end(read.error);
          return;
        }
        this.#data = read.value;
        authorize(this, this.#may, () => this.#pack(read.value));
      },
      (cause) => this.fail(cause, "authorize"),
    );
  }

  /** Tells something else of the member. The data is validated and authorised. */
  update(data: unknown): Refusal | undefined | Promise<undefined> {
    const packed = new Packed(this.topic.presence.output, data);
    const excess = this.#excess(packed);
    if (excess) return excess;
    const entering = this.#enter(packed);
    const before = this.#data;
    // Before the broker has answered: who is somebody else by then is asked about this already.
    this.#data = data;
    return entering?.catch((cause: unknown) => {
      if (this.#data === data) this.#data = before;
      throw cause;
    });
  }

  changed(changes: readonly RoomChange[]): void {
    const { peer, id } = this;
    if (this.#isBehind) return;
    // Events that were published before come first, and take their room.
    peer.services.channels.flush();
    if (!peer.takesEvents) {
      this.#isBehind = true;
      peer.whenItTakesEvents(() => {
        this.#isBehind = false;
        if (!this.isOver) this.#tellAll();
      });
      return;
    }
    const wires = changes.map(({ id, data }) => (data ? [id, data.payload(peer.encoding)] : [id]));
    this.#send([kinds.membersChanged, id, wires]);
  }

  /** Asks again whether the peer may, where it was told so already. */
  identityChanged(): void {
    if (this.#room) authorize(this, this.#may, () => {});
  }

  mayTell(data: unknown, asker: Asker): unknown {
    return this.topic.authorizePresence?.(this.params, { ...asker, data }) ?? true;
  }

  protected release(why: "ended" | "lost"): void {
    const { rooms, limits } = this.peer.services;
    if (this.#room) {
      this.#room.attendees.delete(this);
      if (this.#member) this.#room.forget(this.#member.id);
      rooms.leave(this.#room);
      this.#room = undefined;
    }
    if (this.#member) {
      const graceMs = why === "lost" ? limits.presenceGraceMs : 0;
      rooms.exit(this.topic, this.key as string, { member: this.#member, graceMs });
      this.#member = undefined;
    }
  }

  /** Whether the peer may attend, and then, if it wants to be a member, tell what it does. */
  readonly #may = (asker: Asker): unknown => {
    const mayAttend = this.topic.authorize?.(this.params, asker) ?? true;
    if (!this.#entry) return mayAttend;
    if (!isPromise(mayAttend)) return mayAttend === true && this.mayTell(this.#data, asker);
    return Promise.resolve(mayAttend).then((may) => may === true && this.mayTell(this.#data, asker));
  };

  #pack(data: unknown): void {
    attempt(
      this,
      () => {
        const packed = new Packed(this.topic.presence.output, data);
        return { packed, excess: this.#excess(packed) };
      },
      ({ packed, excess }) => {
        if (excess) this.end(excess);
        else this.#join(packed);
      },
      (cause) => this.fail(cause, "presence"),
    );
  }

  #join(packed: Packed | undefined): void {
    const { peer, topic } = this;
    const failed = (cause: unknown): void => this.fail(cause, "presence");
    attempt(
      this,
      () => {
        this.#room = peer.services.rooms.join(topic, this.key as string);
        return this.#room.opening;
      },
      () => {
        if (!packed) this.#begin();
        else
          attempt(
            this,
            () => this.#admitMember(packed),
            (full) => (full ? this.end(full) : this.#begin()),
            failed,
          );
      },
      failed,
    );
  }

  #admitMember(packed: Packed): Refusal | undefined | Promise<undefined> {
    const { maxMembers } = this.peer.services.limits;
    const id = memberId((this.#entry as Entry).key);
    if (!(this.#room as Room).admit(id, maxMembers)) {
      return limitExceeded("maxMembers", maxMembers, `too many are present in ${this.topic.path}`);
    }
    this.#member = { id, lease: nanoid() };
    return this.#enter(packed);
  }

  #enter({ bytes }: Packed): undefined | Promise<undefined> {
    const entering = this.peer.services.rooms.enter(this.key as string, { ...(this.#member as OwnMember), bytes });
    return entering?.then(() => undefined);
  }

  #excess({ bytes }: Packed): Refusal | undefined {
    const { maxMemberBytes } = this.peer.services.limits;
    if (bytes.length <= maxMemberBytes) return undefined;
    return limitExceeded("maxMemberBytes", maxMemberBytes, `the member's data has ${bytes.length} bytes`);
  }

  /** From here on it hears of every change. */
  #begin(): void {
    (this.#room as Room).attendees.add(this);
    this.#tellAll();
  }

  #tellAll(): void {
    const { peer, id } = this;
    const members = [...(this.#room as Room).members].map(([id, data]) => [id, data.payload(peer.encoding)]);
    const { presenceGraceMs } = peer.services.limits;
    peer.services.channels.flush();
    this.#send([kinds.members, id, presenceGraceMs, this.#member?.id ?? null, members]);
  }

  /** As events are sent: a peer that does not read is not sent more and more of them. */
  #send(wire: Wire): void {
    const frame = rawOf(wire);
    this.peer.sendEvents(frame, frame.bytes.length);
  }
}

/** Others may know the id of a member, and only the member its key. */
function memberId(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, idLength);
}

/** 132 bits. */
const idLength = 22;
