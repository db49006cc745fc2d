import {
  type Batch,
  closeCodes,
  closeReason,
  decodeBatch,
  type Encoding,
  encodings,
  HawserError,
  isHawserError,
  kinds,
  toWire,
  type Wire,
} from "@hawser/core";
import { receiveFrame } from "./frames.js";
import { receiveHello } from "./hello.js";
import { Outbox, type Ticker } from "./outbox.js";
import type { Peer, Services } from "./peer.js";
import type { Refusal } from "./refusal.js";
import type { Receiver, Socket, UpgradeRequest } from "./transport/transport.js";

/**
 * One peer, from the opening of its socket to the end: takes batches apart, keeps what is in flight, and sends frames.
 * What a frame means is in `frames.ts`.
 */
export class Connection implements Peer, Receiver {
  state: Peer["state"] = "hello";
  encoding: Encoding = encodings.maps;
  session = "";
  context: unknown = undefined;
  readonly calls: Peer["calls"] = new Map();
  readonly subscribers: Peer["subscribers"] = new Map();
  runningCalls = 0;
  runningSubscribes = 0;

  readonly #outbox: Outbox;
  #helloTimer: NodeJS.Timeout | undefined;
  /** Messages that came before the hello was accepted. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(
    readonly services: Services,
    private readonly socket: Socket,
    readonly request: UpgradeRequest,
    ticker: Ticker,
    private readonly onEnd: (connection: Connection) => void,
  ) {
    const { limits } = services;
    this.#outbox = new Outbox(socket, limits.maxBufferedBytes, ticker);
    this.#helloTimer = setTimeout(() => {
      this.close(closeCodes.helloTimeout, `no hello was accepted within ${limits.helloTimeoutMs} ms`);
    }, limits.helloTimeoutMs);
  }

  message(bytes: Uint8Array): void {
    if (this.state === "authenticating") this.#hold(bytes);
    else if (this.state !== "closed") this.#receive(bytes);
  }

  text(): void {
    this.close(closeCodes.protocol, "a text message; every message of this protocol is binary");
  }

  drain(): void {
    this.#outbox.drained();
  }

  closed(): void {
    this.#end(new HawserError("connection_lost", "the caller's connection ended"));
  }

  send(frame: Wire): void {
    if (this.state !== "closed") this.#outbox.push(frame);
  }

  sendError(id: number, refusal: Refusal): void {
    this.send(frameOf(kinds.error, id, refusal));
  }

  sendEnded(id: number, refusal?: Refusal): void {
    this.send(refusal ? frameOf(kinds.ended, id, refusal) : [kinds.ended, id]);
  }

  open(): void {
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    this.state = "open";
    const held = this.#held;
    this.#held = [];
    for (const bytes of held) this.message(bytes);
  }

  close(code: number, reason: string): void {
    if (this.state === "closed") return;
    this.#outbox.flush();
    this.#end(new HawserError("closed", "the server closed the caller's connection"));
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
      this.#takeFrames(batch, bytes);
      if (this.state !== "closed") this.#outbox.flush();
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
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    const { maxBatchBytes } = this.services.limits;
    if (this.#heldBytes > maxBatchBytes) {
      this.close(closeCodes.tooBig, `more than ${maxBatchBytes} bytes came before the hello was accepted`);
    }
  }

  /** @param reason what the signals of calls in flight abort with. */
  #end(reason: HawserError): void {
    if (this.state === "closed") return;
    this.state = "closed";
    clearTimeout(this.#helloTimer);
    this.#outbox.discard();
    this.#held = [];
    this.onEnd(this);
    for (const subscriber of this.subscribers.values()) subscriber.leave();
    this.subscribers.clear();
    for (const call of this.calls.values()) call.abort(reason);
    this.calls.clear();
  }
}

function frameOf(kind: number, id: number, { code, detail, data }: Refusal): Wire[] {
  return data === undefined ? [kind, id, code, detail] : [kind, id, code, detail, toWire(data)];
}
