import {
  type Batch,
  closeCodes,
  closeReason,
  decodeBatch,
  type Encoding,
  encodings,
  type GapReason,
  HawserError,
  isHawserError,
  kinds,
  type Raw,
  toWire,
  type Wire,
} from "@hawser/core";
import type { BoundTopic } from "../bind-topic.js";
import { report } from "../fault.js";
import type { Refusal } from "../refusal.js";
import type { Receiver, Socket, UpgradeRequest } from "../transport/transport.js";
import { receiveFrame } from "./frames.js";
import { receiveHello } from "./hello.js";
import { Expiry } from "./identity.js";
import { LazyMap } from "./lazy-map.js";
import { Outbox } from "./outbox.js";
import type { Peer, Services } from "./peer.js";
import type { Ticker } from "./ticker.js";

/**
 * One peer, from the opening of its socket to the end: takes batches apart, keeps what is in flight, and sends frames.
 * What a frame means is in `frames.ts`.
 */
export class Connection implements Peer, Receiver {
  state: Peer["state"] = "hello";
  encoding: Encoding = encodings.maps;
  timeoutMs = 0;
  windowBytes = 0;
  session = "";
  isLeaving = false;
  readonly calls: Peer["calls"] = new LazyMap();
  readonly subscribers: Peer["subscribers"] = new LazyMap();
  runningCalls = 0;
  runningStreams = 0;
  runningRenewals = 0;
  runningSubscribes = 0;
  channelCount = 0;

  readonly #outbox: Outbox;
  /** Where the identity expires. */
  #expiry: Expiry | undefined;
  #context: unknown = undefined;
  #wasToldToLeave = false;
  #helloTimer: NodeJS.Timeout | undefined;
  /** Messages that came before the hello was accepted. */
  #held: Uint8Array[] | undefined;
  #heldBytes = 0;

  constructor(
    readonly services: Services,
    private readonly socket: Socket,
    public request: UpgradeRequest | undefined,
    ticker: Ticker,
    private readonly onEnd: (connection: Connection) => void,
  ) {
    const { limits } = services;
    this.#outbox = new Outbox(socket, limits, ticker);
    this.#helloTimer = setTimeout(() => {
      this.close(closeCodes.helloTimeout, `no hello was accepted within ${limits.helloTimeoutMs} ms`);
    }, limits.helloTimeoutMs);
  }

  get context(): unknown {
    return this.#context;
  }

  /** Nothing has to be answered or sent before this connection may end. */
  get isIdle(): boolean {
    return this.state === "open" && this.calls.size === 0 && this.socket.bufferedBytes() === 0;
  }

  get bufferedBytes(): number {
    return this.socket.bufferedBytes();
  }

  message(bytes: Uint8Array): void {
    if (this.state === "authenticating") this.#hold(bytes);
    else if (this.state !== "closed") this.#receive(bytes);
  }

  text(): void {
    this.close(closeCodes.protocol, "a text message; every message of this protocol is binary");
  }

  drain(): void {
    this.#settleEvents();
    this.#outbox.drained();
  }

  closed(code: number): void {
    this.#end(code, new HawserError("connection_lost", "the caller's connection ended"));
  }

  send(frame: Wire): void {
    if (this.state === "closed") return;
    this.#settleEvents();
    this.#outbox.push(frame);
  }

  sendItem(frame: Raw, isOver: () => boolean): Promise<void> | undefined {
    if (this.state === "closed") return undefined;
    this.#settleEvents();
    return this.#outbox.pushItem(frame, isOver);
  }

  get maxEventBytes(): number {
    return this.services.limits.maxEventBytes;
  }

  get takesEvents(): boolean {
    return this.#outbox.takesEvents;
  }

  get eventRoomBytes(): number {
    return this.#outbox.eventRoomBytes;
  }

  sendEvents(frame: Raw, byteCount: number): void {
    if (this.state !== "closed") this.#outbox.pushEvents(frame, byteCount);
  }

  whenItTakesEvents(callback: () => void): void {
    if (this.state !== "closed") this.#outbox.whenItTakesEvents(callback);
  }

  follow(group: string): boolean {
    return this.state !== "closed" && this.#outbox.follow(group);
  }

  unfollow(group: string): void {
    this.#outbox.unfollow(group);
  }

  look(): boolean {
    return this.#outbox.look();
  }

  missed({ path }: BoundTopic, { reason, events }: { reason: GapReason; events: number }): void {
    this.services.observers?.gap({ path, reason, events });
  }

  failed(topic: BoundTopic, cause: unknown): void {
    report(this.services, { during: "subscribe", path: topic.path, session: this.session, cause });
  }

  sendError(id: number, refusal: Refusal): void {
    this.#tellLimit(refusal);
    this.send(frameOf(kinds.error, id, refusal));
  }

  sendEnded(id: number, refusal?: Refusal): void {
    this.#tellLimit(refusal);
    this.send(refusal ? frameOf(kinds.ended, id, refusal) : [kinds.ended, id]);
  }

  identify(context: unknown): void {
    this.#context = context;
    try {
      const at = this.services.expiryOf(context);
      if (at) this.#expiry ??= new Expiry(this);
      this.#expiry?.watch(at);
    } catch (cause) {
      // An identity of which nobody knows when it ends is none.
      this.close(closeCodes.internal, "the server could not decide over the connection");
      report(this.services, { during: "authenticate", session: this.session, cause });
    }
  }

  open(): void {
    if (this.state === "closed") return;
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    this.state = "open";
    if (!this.services.authenticate) this.request = undefined;
    this.services.observers?.connected(this.session);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const bytes of held) this.message(bytes);
    if (this.services.drainedByMs !== undefined) this.goAway();
  }

  /** The server is going away. The answer to the ping tells what was sent without knowing that. */
  goAway(): void {
    const { drainedByMs = 0 } = this.services;
    this.#wasToldToLeave = true;
    this.send([kinds.goingAway, Math.max(0, Math.round(drainedByMs - performance.now()))]);
    this.send([kinds.ping, 0]);
  }

  ponged(): void {
    this.isLeaving ||= this.#wasToldToLeave;
  }

  close(code: number, reason: string): void {
    if (this.state === "closed") return;
    this.#settleEvents();
    this.#outbox.flush();
    this.#end(code, new HawserError("closed", "the server closed the caller's connection"));
    this.socket.close(code, closeReason(reason));
  }

  #receive(bytes: Uint8Array): void {
    let batch: Batch;
    try {
      batch = decodeBatch(bytes);
    } catch (error) {
      this.close(closeCodes.protocol, isHawserError(error) ? error.detail : "malformed message");
      return;
    }
    this.socket.cork(() => {
      this.#outbox.hold();
      this.#takeFrames(batch, bytes);
      if (this.state === "closed") return;
      this.#settleEvents();
      this.#outbox.flush();
    });
  }

  #takeFrames({ frames, ends }: Batch, bytes: Uint8Array): void {
    let start = 0;
    for (const [i, frame] of frames.entries()) {
      const end = ends[i] as number;
      if (this.state === "open") receiveFrame(this, frame, end - start);
      else if (this.state === "hello") receiveHello(this, frame);
      else {
        // What rides behind hello waits until it is accepted.
        this.#hold(bytes.subarray(start));
        return;
      }
      start = end;
    }
  }

  /** Kept as bytes: decoded, a message takes up to fifty times the memory, and this peer is still a stranger. */
  #hold(bytes: Uint8Array): void {
    if (this.state === "closed") return;
    this.#held ??= [];
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    const { maxBatchBytes } = this.services.limits;
    if (this.#heldBytes > maxBatchBytes) {
      this.close(closeCodes.tooBig, `more than ${maxBatchBytes} bytes came before the hello was accepted`);
    }
  }

  /** Events that were published before come before what is queued next. */
  #settleEvents(): void {
    if (this.channelCount > 0) this.services.channels.flush();
  }

  #tellLimit(refusal: Refusal | undefined): void {
    const { observers } = this.services;
    if (!observers || refusal?.code !== "limit_exceeded") return;
    observers.limitReached((refusal.data as { limit: string }).limit);
  }

  /** @param reason what the signals of calls in flight abort with. */
  #end(code: number, reason: HawserError): void {
    if (this.state === "closed") return;
    const wasOpen = this.state === "open";
    this.state = "closed";
    const { observers } = this.services;
    const limit = limitsByCloseCode.get(code);
    if (limit) observers?.limitReached(limit);
    if (wasOpen) observers?.disconnected(this.session, code);
    this.#expiry?.clear();
    clearTimeout(this.#helloTimer);
    this.#outbox.discard();
    this.#held = undefined;
    this.onEnd(this);
    for (const subscriber of this.subscribers.values()) subscriber.leave();
    this.subscribers.clear();
    for (const call of this.calls.values()) call.lost(reason);
    this.calls.clear();
  }
}

/** The limits that end a whole connection. */
const limitsByCloseCode: ReadonlyMap<number, string> = new Map([
  [closeCodes.tooBig, "maxBatchBytes"],
  [closeCodes.helloTimeout, "helloTimeoutMs"],
  [closeCodes.slowConsumer, "maxBufferedBytes"],
]);

function frameOf(kind: number, id: number, { code, detail, data }: Refusal): Wire[] {
  return data === undefined ? [kind, id, code, detail] : [kind, id, code, detail, toWire(data)];
}
