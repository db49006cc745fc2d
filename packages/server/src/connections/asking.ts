import type { Work } from "../attempt.js";
import type { Refusal } from "../refusal.js";
import type { Peer, PeerCall } from "./peer.js";

/** What a client asks beside its calls: it has an id among theirs while it is decided over, and nothing streams. */
export abstract class Asking implements Work, PeerCall {
  readonly peer: Peer;
  readonly id: number;
  /** For people. */
  abstract readonly what: string;
  #isOver = false;

  constructor(peer: Peer, id: number) {
    this.peer = peer;
    this.id = id;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  abstract pending(): void;
  abstract settled(): void;
  abstract cancel(): void;

  finish(): void {
    this.#isOver = true;
    this.peer.calls.delete(this.id);
  }

  refuse(reason: Refusal): void {
    this.finish();
    this.peer.sendError(this.id, reason);
  }

  lost(): void {
    this.#isOver = true;
  }

  /** It takes no longer than the user's checks do. */
  expire(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** Decided over with the identity that it began with. */
  identityChanged(): void {}

  item(): string {
    return `an item for ${this.what}`;
  }

  credit(): string {
    return `credit for ${this.what}`;
  }

  end(): string {
    return `an end for ${this.what}`;
  }
}
