import type { Encoding } from "@hawser/core";
import type { Groups } from "../connections/groups.js";
import { Audience } from "./audience.js";
import type { Burst } from "./burst.js";
import { Cursor, type CursorChannel, type EventPeer } from "./cursor.js";

/** Fewer who listen are told one by one: a group takes memory for each of them. */
const leastAudience = 4;

/** All who listen to a channel: most of them are told together, and who needs something of its own is served apart. */
export class Listeners {
  readonly #channel: CursorChannel;
  readonly #groups: Groups;
  readonly #apart = new Map<EventPeer, Cursor>();
  readonly #audiences = new Map<Encoding, Audience>();

  constructor(channel: CursorChannel, groups: Groups) {
    this.#channel = channel;
    this.#groups = groups;
  }

  get size(): number {
    let size = this.#apart.size;
    for (const audience of this.#audiences.values()) size += audience.size;
    return size;
  }

  *peers(): Generator<EventPeer> {
    yield* this.#apart.keys();
    for (const audience of this.#audiences.values()) for (const { peer } of audience) yield peer;
  }

  /** Somebody for whom events are left out at present. */
  get lagging(): EventPeer | undefined {
    for (const [peer, { isLagging }] of this.#apart) if (isLagging) return peer;
    return undefined;
  }

  /** The peer's place in the channel, which all its subscriptions to it share. It is served apart until something is told. */
  cursor(peer: EventPeer): Cursor {
    this.#separate(peer.session);
    let cursor = this.#apart.get(peer);
    if (!cursor) {
      cursor = new Cursor(peer, this.#channel);
      this.#apart.set(peer, cursor);
    }
    return cursor;
  }

  remove(peer: EventPeer): void {
    this.#separate(peer.session);
    this.#apart.delete(peer);
  }

  /** Serves everybody apart until something is told. */
  separate(): Iterable<Cursor> {
    for (const audience of this.#audiences.values()) this.#dissolve(audience);
    return this.#apart.values();
  }

  tell(burst: Burst): void {
    for (const session of burst.whole.exceptions) this.#separate(session);
    for (const audience of this.#audiences.values()) if (!audience.tell(burst)) this.#dissolve(audience);
    for (const cursor of this.#apart.values()) {
      cursor.receive(burst);
      if (this.#mayJoin(cursor, burst) && this.#audienceOf(cursor).admit(cursor)) this.#apart.delete(cursor.peer);
    }
  }

  #mayJoin({ offset, isLive }: Cursor, { last }: Burst): boolean {
    return isLive && offset === last && this.size >= leastAudience;
  }

  #audienceOf({ peer: { encoding } }: Cursor): Audience {
    let audience = this.#audiences.get(encoding);
    if (!audience) {
      const dismiss = ({ peer }: Cursor): void => this.#separate(peer.session);
      audience = new Audience({ groups: this.#groups, encoding, dismiss });
      this.#audiences.set(encoding, audience);
    }
    return audience;
  }

  #dissolve(audience: Audience): void {
    for (const { peer } of audience) this.#separate(peer.session);
  }

  #separate(session: string): void {
    for (const audience of this.#audiences.values()) {
      const cursor = audience.release(session);
      if (cursor) this.#apart.set(cursor.peer, cursor);
    }
  }
}
