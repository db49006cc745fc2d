import { type ClientFrame, decodeBatch, encodeBatches, HawserError, Raw } from "@hawser/core";
import { Alarm } from "./alarm.js";
import type { Clock } from "./clock.js";
import { unencodable } from "./invalid-input.js";
import { openState, type WebSocketLike } from "./socket.js";

export interface OutboxOptions {
  readonly socket: WebSocketLike;
  readonly clock: Clock;
  /** Bytes that the server takes in one frame. */
  readonly maxFrameBytes: number;
  /** A frame cannot be encoded, or is larger than the server takes; the frames around it leave without it. */
  readonly refused: (frame: ClientFrame, error: HawserError) => void;
  /** The uplink has room again. */
  readonly drained: () => void;
}

/**
 * The frames that leave on one socket. All of one tick share a message, as long as it stays small. What the uplink
 * cannot take is held here.
 */
export class Outbox {
  /** Bytes that the server takes in one frame; the welcome renews it. */
  maxFrameBytes: number;
  readonly #options: OutboxOptions;
  readonly #flush = () => this.#flushSoon();
  readonly #poll: Alarm;
  #frames: (ClientFrame | Raw)[] = [];
  /** Bytes of items of streams that leave at the end of this tick. */
  #itemBytes = 0;
  /** Microtasks that may pass before the frames of this tick leave: a source gives its items one after another. */
  #patience = 0;
  /** Streams that wait until items may leave. */
  #bulkWaiters: (() => void)[] = [];
  /** Messages that wait for the uplink. */
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  #full = false;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.maxFrameBytes = options.maxFrameBytes;
    this.#poll = new Alarm(options.clock, () => this.#drain());
  }

  /** The uplink is behind: what can wait should not be pushed. */
  get full(): boolean {
    return this.#full;
  }

  /** Bytes that the network has not taken. */
  get bufferedBytes(): number {
    return this.#heldBytes + this.#options.socket.bufferedAmount;
  }

  /** Whether items of streams may be pushed: as long as so little waits that other frames are not held back by them. */
  get hasBulkRoom(): boolean {
    return this.#itemBytes + this.bufferedBytes < bulkBytes;
  }

  push(frame: ClientFrame): void {
    this.#patience = 0;
    this.#push(frame);
  }

  /** Pushes an item of a stream, packed, since its sender has to know its size, and not above `maxFrameBytes`. */
  pushItem(frame: Raw): void {
    this.#itemBytes += frame.bytes.length;
    this.#patience = itemMicrotasks;
    this.#push(frame);
  }

  /** Settles when there may be room for items again, or after `close()`. */
  bulkRoom(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (!this.#poll.isSet) this.#poll.set(bulkPollMs);
    return new Promise((resolve) => this.#bulkWaiters.push(resolve));
  }

  /** Lets the streams that wait look again. */
  wakeBulk(): void {
    for (const wake of this.#bulkWaiters.splice(0)) wake();
  }

  /** Stops sending. @returns the frames that have certainly not left, items excepted. */
  close(): ClientFrame[] {
    this.#closed = true;
    this.#poll.clear();
    this.wakeBulk();
    return [...this.#held.flatMap(framesOf), ...this.#frames.filter(isPlain)];
  }

  #push(frame: ClientFrame | Raw): void {
    if (this.#frames.push(frame) === 1) queueMicrotask(this.#flush);
  }

  #flushSoon(): void {
    if (this.#patience === 0 || this.#itemBytes >= batchBytes) {
      this.#encode();
    } else {
      this.#patience -= 1;
      queueMicrotask(this.#flush);
    }
  }

  #encode(): void {
    if (this.#closed) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#itemBytes = 0;
    const maxBytes = this.maxFrameBytes;
    for (const message of encodeAll(frames, maxBytes) ?? this.#encodeEach(frames, maxBytes)) this.#send(message);
    if (this.#full && !this.#poll.isSet) this.#poll.set(pollMs);
    if (this.hasBulkRoom) this.wakeBulk();
  }

  /** The rare way: finds the frames that cannot leave. */
  *#encodeEach(frames: (ClientFrame | Raw)[], maxBytes: number): Generator<Uint8Array> {
    for (const frame of frames) {
      // Refusing hello ends the session.
      if (this.#closed) return;
      if (!isPlain(frame)) {
        yield frame.bytes;
        continue;
      }
      try {
        for (const message of encodeBatches([frame], maxBytes)) {
          if (message.length > maxBytes) throw tooLarge(message.length, maxBytes);
          yield message;
        }
      } catch (error) {
        this.#options.refused(frame, unencodable(error, "a frame"));
      }
    }
  }

  #send(message: Uint8Array): void {
    const { socket } = this.#options;
    // A socket that is closing takes messages and drops them.
    if (this.#full || socket.readyState !== openState) {
      this.#full = true;
      this.#held.push(message);
      this.#heldBytes += message.length;
    } else {
      socket.send(message);
      this.#full = socket.bufferedAmount > highWaterBytes;
    }
  }

  #drain(): void {
    const { socket, drained } = this.#options;
    const wasFull = this.#full;
    this.#full = socket.readyState !== openState || socket.bufferedAmount > highWaterBytes;
    while (!this.#full && this.#held.length > 0) {
      const message = this.#held.shift() as Uint8Array;
      this.#heldBytes -= message.length;
      this.#send(message);
    }
    if (this.#full) this.#poll.set(pollMs);
    else if (wasFull) drained();
    if (this.#bulkWaiters.length === 0) return;
    if (this.hasBulkRoom) this.wakeBulk();
    else if (!this.#full) this.#poll.set(bulkPollMs);
  }
}

/**
 * Bytes of a message to which no further frame is added. With everything in one message the two ends take turns; with
 * several, the server works on the first while the next are on their way.
 */
const batchBytes = 16_384;

/** How long the next item of an async generator may take to be still of the same tick. */
const itemMicrotasks = 12;

/** Bytes in the socket's buffer above which nothing is added: enough to keep any uplink busy between two polls. */
const highWaterBytes = 262_144;

/** WebSockets have no event for a buffer that drained. */
const pollMs = 20;

/** Bytes that may wait for the network before items of streams do, and with them the delay of any other frame. */
const bulkBytes = 65_536;

/** With so little in the buffer, an uplink that is looked at less often would run dry. */
const bulkPollMs = 4;

function isPlain(frame: ClientFrame | Raw): frame is ClientFrame {
  return !(frame instanceof Raw);
}

/** @returns `undefined` where a frame among them cannot leave. */
function encodeAll(frames: (ClientFrame | Raw)[], maxBytes: number): Uint8Array[] | undefined {
  try {
    const messages = encodeBatches(frames, Math.min(batchBytes, maxBytes));
    return messages.every((message) => message.length <= maxBytes) ? messages : undefined;
  } catch {
    return undefined;
  }
}

/** None where a payload nests deeper than a decoder allows: that its call has not left is not told, then. */
function framesOf(message: Uint8Array): ClientFrame[] {
  try {
    return decodeBatch(message).frames as unknown as ClientFrame[];
  } catch {
    return [];
  }
}

function tooLarge(bytes: number, max: number): HawserError {
  const limit = "maxFrameBytes";
  return new HawserError("limit_exceeded", `a frame of ${bytes} bytes is above the server's ${limit} (${max})`, {
    data: { limit, max },
  });
}
