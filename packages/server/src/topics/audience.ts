import type { Encoding } from "@hawser/core";
import type { Groups } from "../connections/groups.js";
import type { Burst } from "./burst.js";
import type { Cursor } from "./cursor.js";

/**
 * Most channels of a peer that is told together with others. What is broadcast leaves in a message of its own, behind what is
 * queued, so one who hears of more is told of it better in the messages of its outbox.
 */
const mostChannels = 4;

/**
 * Part of the `maxEventBytes` of a peer that may be on its way to it before somebody looks whether it reads. In all audiences
 * of one peer together it is at most a half more than that limit says.
 */
const shareOfRoom = 1 / (2 * mostChannels);

export interface AudienceOptions {
  readonly groups: Groups;
  /** All who listen speak it. */
  readonly encoding: Encoding;
  /** One of them has to be served on its own. */
  readonly dismiss: (cursor: Cursor) => void;
}

/**
 * Those of a channel who were told of everything, read as fast as it comes, and speak one encoding. They are told together,
 * with one broadcast, and nothing is noted for each of them.
 */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #group: string;
  /** By session, which is what events leave out. */
  readonly #cursors = new Map<string, Cursor>();
  /** Up to which all were told. */
  #offset = 0;
  /** Bytes that may be on the way to each of them. */
  #roomBytes = 0;
  /** Bytes that were broadcast since all were looked at. */
  #sentBytes = 0;
  #look: NodeJS.Immediate | undefined;

  constructor(options: AudienceOptions) {
    this.#options = options;
    this.#group = options.groups.create();
  }

  get size(): number {
    return this.#cursors.size;
  }

  [Symbol.iterator](): Iterator<Cursor> {
    return this.#cursors.values();
  }

  /** @returns whether it was taken: it has to be live, where the others are, and with nothing that waits for it. */
  admit(cursor: Cursor): boolean {
    const { peer, offset } = cursor;
    if (this.size > 0 && offset !== this.#offset) return false;
    if (peer.channelCount > mostChannels || !peer.follow(this.#group)) return false;
    this.#offset = offset;
    this.#cursors.set(peer.session, cursor);
    this.#roomBytes = peer.maxEventBytes * shareOfRoom;
    return true;
  }

  /** Takes one out, who is on its own from now on. */
  release(session: string): Cursor | undefined {
    const cursor = this.#cursors.get(session);
    if (!cursor) return undefined;
    this.#cursors.delete(session);
    cursor.peer.unfollow(this.#group);
    cursor.toldTo(this.#offset);
    return cursor;
  }

  /**
   * Tells all of what none of them wants left out.
   * @returns whether it was told: not where something is missing before it, where it cannot be encoded, nor where it would be
   * too much before somebody has looked who reads.
   */
  tell(burst: Burst): boolean {
    if (this.size === 0) return true;
    const { encoding, groups } = this.#options;
    // First, because a follower may be closed by that, and the user's code, which hears of it, may end what others listen to.
    groups.flush();
    if (burst.whole.first !== this.#offset + 1) return false;
    const bytes = encoded(burst, encoding);
    if (!bytes) return false;
    const sentBytes = this.#sentBytes + bytes.length;
    const hasRoom = sentBytes <= this.#roomBytes;
    if (hasRoom) {
      this.#sentBytes = sentBytes;
      this.#offset = burst.last;
      groups.broadcast(this.#group, bytes);
    }
    if (sentBytes * 2 > this.#roomBytes) this.#lookSoon();
    return hasRoom;
  }

  /** Once the library has sent what was broadcast, which it does ahead of these callbacks. A timer may come too early for that. */
  #lookSoon(): void {
    this.#look ??= setImmediate(() => this.#lookAtAll());
  }

  #lookAtAll(): void {
    this.#look = undefined;
    this.#sentBytes = 0;
    for (const cursor of this) {
      const { peer } = cursor;
      if (peer.look() || peer.channelCount > mostChannels) this.#options.dismiss(cursor);
    }
  }
}

function encoded(burst: Burst, encoding: Encoding): Uint8Array | undefined {
  try {
    return burst.whole.frame(encoding).bytes;
  } catch {
    // Which of the events it is shows where each is told on its own.
    return undefined;
  }
}
