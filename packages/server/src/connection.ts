import {
  type Batch,
  closeCodes,
  decodeBatch,
  type Encoding,
  encodings,
  HawserError,
  kinds,
  toWire,
  type Wire,
} from "@hawser/core";
import { receiveFrame } from "./frames.js";
import { receiveHello } from "./hello.js";
import { Outbox, type Ticker } from "./outbox.js";
import type { Peer, Services } from "./peer.js";
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

  readonly #outbox: Outbox;
  #helloTimer: NodeJS.Timeout | undefined;
  #waiting: Batch[] = [];
  #waitingBytes = 0;

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
    if (this.state === "closed") return;
    let batch: Batch;
    try {
      batch = decodeBatch(bytes);
    } catch (error) {
      this.close(closeCodes.protocol, error instanceof HawserError ? error.detail : "malformed message");
      return;
    }
    if (this.state === "authenticating") this.#hold(batch, bytes.length);
    else this.#receive(batch);
  }

  text(): void {
    this.close(closeCodes.protocol, "a text message; every message of this protocol is binary");
  }

  drain(): void {
    // Nothing waits for it: frames that a slow peer cannot take are buffered by the socket, and bounded there.
  }

  closed(): void {
    this.#end();
  }

  send(frame: Wire): void {
    if (this.state !== "closed") this.#outbox.push(frame);
  }

  sendError(id: number, error: HawserError): void {
    const data = wireData(error);
    this.send(
      data === undefined
        ? [kinds.error, id, error.code, error.detail]
        : [kinds.error, id, error.code, error.detail, data],
    );
  }

  sendEnded(id: number, error?: HawserError): void {
    if (!error) this.send([kinds.ended, id]);
    else {
      const data = wireData(error);
      const frame = [kinds.ended, id, error.code, error.detail];
      this.send(data === undefined ? frame : [...frame, data]);
    }
  }

  open(): void {
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    this.state = "open";
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const batch of waiting) this.#receive(batch);
  }

  close(code: number, reason: string): void {
    if (this.state === "closed") return;
    this.#outbox.flush();
    this.socket.close(code, reason);
    this.#end();
  }

  #receive({ frames, ends }: Batch): void {
    this.socket.cork(() => {
      for (let i = 0; i < frames.length && this.state !== "closed"; i++) {
        const frame = frames[i] as Wire[];
        if (this.state === "open") {
          receiveFrame(this, frame, (ends[i] as number) - (ends[i - 1] ?? 0));
        } else if (this.state === "hello") {
          receiveHello(this, frame);
        } else {
          // What rides behind hello waits until it is accepted; its size is counted already.
          this.#waiting.push({ frames: frames.slice(i), ends: ends.slice(i) });
          break;
        }
      }
      if (this.state !== "closed") this.#outbox.flush();
    });
  }

  #hold(batch: Batch, bytes: number): void {
    this.#waitingBytes += bytes;
    this.#waiting.push(batch);
    const { maxBatchBytes } = this.services.limits;
    if (this.#waitingBytes > maxBatchBytes) {
      this.close(closeCodes.tooBig, `more than ${maxBatchBytes} bytes came before the hello was accepted`);
    }
  }

  #end(): void {
    if (this.state === "closed") return;
    this.state = "closed";
    clearTimeout(this.#helloTimer);
    this.#outbox.discard();
    this.#waiting = [];
    this.onEnd(this);
    for (const subscriber of this.subscribers.values()) subscriber.leave();
    this.subscribers.clear();
    if (this.calls.size === 0) return;
    const reason = new HawserError("connection_lost", "the caller's connection ended");
    for (const call of this.calls.values()) call.abort(reason);
    this.calls.clear();
  }
}

function wireData(error: HawserError): Wire {
  return error.data === undefined ? undefined : toWire(error.data);
}
