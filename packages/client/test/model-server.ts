import { type ClientFrame, kinds, type ServerFrame, type WireSince } from "@hawser/core";
import type { FakeSocket } from "./fake-socket.js";

/**
 * A server of one instance of a topic, as PROTOCOL.md has it, that leaves everything to chance which the page leaves
 * open: how much it sends when, in which frames, what it keeps, and whom it leaves events out for. An event says where
 * it stands.
 */
export class ModelServer {
  epoch = "0";
  /** Of the latest event. */
  offset = 0;
  /** Below that nothing is kept. */
  #kept = 1;
  readonly #random: () => number;
  readonly #peers = new Map<FakeSocket, Peer>();

  constructor(random: () => number) {
    this.#random = random;
  }

  publish(): void {
    this.offset += 1;
  }

  forget(): void {
    this.#kept = Math.min(this.offset + 1, this.#kept + this.#below(4));
  }

  /** Another process takes its place, which has published already. */
  restart(): void {
    this.epoch = String(Number(this.epoch) + 1);
    this.offset = this.#below(6);
    this.#kept = 1 + this.#below(this.offset + 1);
    this.#peers.clear();
  }

  /** Reads what a client sent. */
  async read(socket: FakeSocket): Promise<void> {
    for (const frame of socket.take()) await this.#answer(socket, frame);
  }

  /** Sends a part of what waits for a client. @returns whether there was anything. */
  async write(socket: FakeSocket): Promise<boolean> {
    const peer = this.#peers.get(socket);
    if (!peer || peer.ids.size === 0 || peer.offset >= this.offset) return false;
    await socket.receive(this.#next(peer));
    return true;
  }

  async #answer(socket: FakeSocket, [kind, id, , , since]: ClientFrame): Promise<void> {
    if (kind === kinds.hello) {
      this.#peers.set(socket, { offset: this.offset, ids: new Set() });
      await socket.welcome(1);
    } else if (kind === kinds.subscribe) {
      const peer = this.#peers.get(socket) as Peer;
      const offset = this.#begin(since as WireSince | null);
      peer.offset = peer.ids.size === 0 ? offset : Math.min(peer.offset, offset);
      peer.ids.add(id as number);
      await socket.receive([kinds.subscribed, id as number, 4, this.epoch, offset]);
    } else if (kind === kinds.unsubscribe && this.#peers.get(socket)?.ids.delete(id as number)) {
      await socket.receive([kinds.ended, id as number]);
    }
  }

  #begin(since: WireSince | null | undefined): number {
    if (since === null || since === undefined) return this.offset;
    if (typeof since === "number") return Math.max(this.#kept - 1, this.offset - since);
    const [epoch, offset] = since as [string, number];
    return epoch === this.epoch ? offset : this.#kept - 1;
  }

  #next(peer: Peer): ServerFrame {
    const first = peer.offset + 1;
    if (first < this.#kept) return this.#gap(peer, this.#kept - 1, "expired");
    const some = 1 + this.#below(this.offset - peer.offset);
    if (this.#below(5) === 0) return this.#gap(peer, peer.offset + some, this.#below(2) ? "slow" : "conflated");
    peer.offset += some;
    const events = Array.from({ length: some }, (_, index) => new Map([["text", `${this.epoch}:${first + index}`]]));
    return some === 1 ? [kinds.event, 4, first, events[0]] : [kinds.events, 4, first, events];
  }

  #gap(peer: Peer, to: number, reason: "expired" | "slow" | "conflated"): ServerFrame {
    peer.offset = to;
    return [kinds.gap, 4, to, reason];
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

interface Peer {
  /** Up to which it was told. */
  offset: number;
  readonly ids: Set<number>;
}
