import type { Work } from "../attempt.js";
import type { Peer, PeerCall } from "../connections/peer.js";
import type { Refusal } from "../refusal.js";

/** A client's publish while it is being decided over: it has an id among the calls', and nothing streams. */
export class Publishing implements Work, PeerCall {
  readonly peer: Peer;
  readonly id: number;
  #isOver = false;

  constructor(peer: Peer, id: number) {
    this.peer = peer;
    this.id = id;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  pending(): void {
    this.peer.runningCalls += 1;
    if (!this.#isOver) this.peer.calls.set(this.id, this);
  }

  settled(): void {
    this.peer.runningCalls -= 1;
  }

  finish(): void {
    this.#isOver = true;
    this.peer.calls.delete(this.id);
  }

  refuse(reason: Refusal): void {
    this.finish();
    this.peer.sendError(this.id, reason);
  }

  cancel(): void {
    this.refuse({ code: "cancelled", detail: "the client cancelled the publish" });
  }

  lost(): void {
    this.#isOver = true;
  }

  /** It takes no longer than the checks of the topic do. */
  expire(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** Decided over with the identity that it began with. */
  identityChanged(): void {}

  item(): string {
    return "an item for a publish";
  }

  credit(): string {
    return "credit for a publish";
  }

  end(): string {
    return "an end for a publish";
  }
}
