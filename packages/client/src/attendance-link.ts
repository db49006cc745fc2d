import {
  type AttendFrame,
  HawserError,
  kinds,
  type MembersChangedFrame,
  type MembersFrame,
  type Wire,
} from "@hawser/core";
import type { TopicDescriptor } from "./descriptors.js";
import type { EncodedMember } from "./encoded-member.js";
import type { EncodedParams } from "./encoded-params.js";
import { Farewell } from "./farewell.js";
import type { Link, LinkFrame } from "./links.js";
import type { Session } from "./session.js";
import { trimmed } from "./trimmed.js";

/** What a link asks for, and tells of what comes. */
export interface AttendanceOwner {
  readonly topic: TopicDescriptor<never, unknown>;
  readonly params: EncodedParams;
  /** The secret of the own member. Absent: there is none. */
  readonly key: string | undefined;
  /** What it tells of itself. */
  readonly member: EncodedMember | undefined;
  told(link: AttendanceLink, frame: MembersFrame): void;
  changed(link: AttendanceLink, frame: MembersChangedFrame): void;
  /** The server let go of it, or its frame could not leave. */
  ended(link: AttendanceLink, error: HawserError | undefined): void;
  /** Its session is over. */
  gone(link: AttendanceLink): void;
}

/** An attendance on one session. */
export class AttendanceLink implements Link {
  readonly session: Session;
  readonly id: number;
  /** What it entered with. */
  readonly entered: EncodedMember | undefined;
  /** The server has told who is present. */
  isConfirmed = false;
  readonly #owner: AttendanceOwner;
  readonly #positional: boolean;
  readonly #farewell: Farewell;

  /** Asks the server. */
  constructor(session: Session, owner: AttendanceOwner) {
    const { topic, params, key, member } = owner;
    this.session = session;
    this.#owner = owner;
    this.#positional = session.positional;
    this.entered = member;
    this.id = session.links.add(this);
    this.#farewell = new Farewell(session, this.id);
    const payload = this.#positional ? params.payload?.positional : params.payload?.maps;
    const own: AttendFrame[4] = key !== undefined && member ? [key, this.data(member)] : null;
    const frame: AttendFrame = [kinds.attend, this.id, this.#positional ? topic.id : topic.path, payload ?? null, own];
    session.push(trimmed(frame, payload ? 4 : 3));
  }

  get isLeaving(): boolean {
    return this.#farewell.isSaid;
  }

  /** What the member tells of itself, in the encoding of this attendance. */
  data(member: EncodedMember): Wire {
    return this.#positional ? member.positional : member.maps;
  }

  /** Settles when the server has let go, or the session is over. */
  leave(): Promise<void> {
    return this.#farewell.say();
  }

  receive(frame: LinkFrame): void {
    switch (frame[0]) {
      case kinds.members:
        this.#owner.told(this, frame);
        break;
      case kinds.membersChanged:
        this.#owner.changed(this, frame);
        break;
      default:
        throw new HawserError("protocol", `the server answered an attendance with a frame ${frame[0]}`);
    }
  }

  ended(error: HawserError | undefined): void {
    this.#farewell.gone();
    this.#owner.ended(this, error);
  }

  lost(): void {
    this.#farewell.gone();
    this.#owner.gone(this);
  }
}
