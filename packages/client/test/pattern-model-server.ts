import { type ClientFrame, fromWire, kinds, type ServerFrame, toWire, type Wire } from "@hawser/core";
import type { FakeSocket } from "./fake-socket.js";
import type { Served } from "./serving.js";

/**
 * A server of the instances of a topic with the param `symbol`, as PROTOCOL.md has it, that leaves everything to chance
 * which the page leaves open. An event says where it stands.
 */
export class PatternModelServer implements Served {
  epoch = "0";
  readonly instances = new Map<string, ModelInstance>();
  readonly #below: (count: number) => number;
  readonly #peers = new Map<FakeSocket, Peer>();
  readonly #channels = new Map<string, number>();

  constructor(below: (count: number) => number) {
    this.#below = below;
  }

  publish(symbol: string): void {
    const instance = this.instances.get(symbol) ?? { offset: 0, kept: 1 };
    instance.offset += 1;
    this.instances.set(symbol, instance);
  }

  forget(symbol: string): void {
    const instance = this.instances.get(symbol);
    if (instance) instance.kept = Math.min(instance.offset + 1, instance.kept + this.#below(4));
  }

  /** Another process takes its place, in which some instances have had events. */
  restart(symbols: readonly string[]): void {
    this.epoch = String(Number(this.epoch) + 1);
    this.instances.clear();
    this.#peers.clear();
    for (const symbol of symbols) {
      const offset = this.#below(5);
      if (offset > 0) this.instances.set(symbol, { offset, kept: 1 + this.#below(offset + 1) });
    }
  }

  async read(socket: FakeSocket): Promise<void> {
    for (const frame of socket.take()) await this.#answer(socket, frame);
  }

  async write(socket: FakeSocket): Promise<boolean> {
    const peer = this.#peers.get(socket);
    if (!peer) return false;
    this.#matchNew(peer);
    const answers = peer.queue.splice(0, 1 + this.#below(3));
    if (answers.length > 0) {
      await socket.receive(...answers);
      return true;
    }
    const behind = [...peer.offsets].filter(([symbol, offset]) => offset < this.#instance(symbol).offset);
    const chosen = behind[this.#below(behind.length)];
    if (chosen) await socket.receive(this.#next(peer, chosen[0], chosen[1]));
    return chosen !== undefined;
  }

  async #answer(socket: FakeSocket, frame: ClientFrame): Promise<void> {
    const [kind, id] = frame as [number, number];
    if (kind === kinds.hello) {
      this.#peers.set(socket, { patterns: new Map(), subscriptions: new Map(), offsets: new Map(), queue: [] });
      await socket.welcome(1);
      return;
    }
    const peer = this.#peers.get(socket);
    if (!peer) return;
    if (kind === kinds.subscribePattern) this.#subscribePattern(peer, id, (frame as Wire[])[5]);
    else if (kind === kinds.subscribe) this.#subscribe(peer, id, frame as Wire[]);
    else if (kind === kinds.unsubscribe) this.#unsubscribe(peer, id);
  }

  #subscribePattern(peer: Peer, id: number, since: Wire): void {
    const list: [Wire, string, number][] = Array.isArray(since) ? since : [];
    const asked = new Map(list.map(([open, ...position]) => [(fromWire(open) as { symbol: string }).symbol, position]));
    peer.patterns.set(id, new Set());
    for (const symbol of this.instances.keys()) {
      const unlisted = Array.isArray(since) ? ["", 0] : since;
      this.#match(peer, { id, symbol, offset: this.#begin(symbol, asked.get(symbol) ?? unlisted) });
    }
    peer.queue.push([kinds.patternSubscribed, id]);
  }

  #subscribe(peer: Peer, id: number, [, , , params, since]: Wire[]): void {
    const { symbol } = fromWire(params) as { symbol: string };
    if (!this.instances.has(symbol)) this.instances.set(symbol, { offset: 0, kept: 1 });
    const offset = this.#begin(symbol, since);
    this.#bind(peer, symbol, offset);
    peer.subscriptions.set(id, symbol);
    peer.queue.push([kinds.subscribed, id, this.#channel(symbol), this.epoch, offset]);
  }

  #unsubscribe(peer: Peer, id: number): void {
    peer.patterns.delete(id);
    peer.subscriptions.delete(id);
    for (const symbol of peer.offsets.keys()) if (!this.#wants(peer, symbol)) peer.offsets.delete(symbol);
    peer.queue.push([kinds.ended, id]);
  }

  #wants({ patterns, subscriptions }: Peer, symbol: string): boolean {
    return (
      [...patterns.values()].some((matched) => matched.has(symbol)) || [...subscriptions.values()].includes(symbol)
    );
  }

  /** Instances that came to be since are matched before their first event. */
  #matchNew(peer: Peer): void {
    for (const [id, matched] of peer.patterns) {
      for (const [symbol, { offset }] of this.instances) {
        if (offset > 0 && !matched.has(symbol)) this.#match(peer, { id, symbol, offset: 0 });
      }
    }
  }

  #match(peer: Peer, { id, symbol, offset }: { id: number; symbol: string; offset: number }): void {
    this.#bind(peer, symbol, offset);
    peer.patterns.get(id)?.add(symbol);
    peer.queue.push([kinds.matched, id, toWire({ symbol }), this.#channel(symbol), this.epoch, offset]);
  }

  /** Where several begin, the first of them begins for all. */
  #bind(peer: Peer, symbol: string, offset: number): void {
    peer.offsets.set(symbol, Math.min(peer.offsets.get(symbol) ?? offset, offset));
  }

  #begin(symbol: string, since: Wire): number {
    const { offset, kept } = this.#instance(symbol);
    if (since === null || since === undefined) return offset;
    if (typeof since === "number") return Math.max(kept - 1, offset - since);
    const [epoch, asked] = since as [string, number];
    return epoch === this.epoch ? asked : kept - 1;
  }

  #next(peer: Peer, symbol: string, offset: number): ServerFrame {
    const instance = this.#instance(symbol);
    const first = offset + 1;
    const number = this.#channel(symbol);
    const some = 1 + this.#below(instance.offset - offset);
    const isGone = first < instance.kept;
    const last = isGone ? instance.kept - 1 : offset + some;
    peer.offsets.set(symbol, last);
    if (isGone) return [kinds.gap, number, last, "expired"];
    if (this.#below(5) === 0) return [kinds.gap, number, last, this.#below(2) ? "slow" : "conflated"];
    const text = (index: number) => new Map([["text", `${symbol}:${this.epoch}:${first + index}`]]);
    const events = Array.from({ length: some }, (_, index) => text(index));
    return some === 1 ? [kinds.event, number, first, events[0]] : [kinds.events, number, first, events];
  }

  #instance(symbol: string): ModelInstance {
    return this.instances.get(symbol) as ModelInstance;
  }

  #channel(symbol: string): number {
    const number = this.#channels.get(symbol) ?? this.#channels.size;
    this.#channels.set(symbol, number);
    return number;
  }
}

interface ModelInstance {
  /** Of the latest event. */
  offset: number;
  /** Below that nothing is kept. */
  kept: number;
}

interface Peer {
  /** What each subscription to the pattern was told of. */
  readonly patterns: Map<number, Set<string>>;
  readonly subscriptions: Map<number, string>;
  /** Up to which it was told, of what it is told of. */
  readonly offsets: Map<string, number>;
  /** Answers on their way. */
  readonly queue: ServerFrame[];
}
