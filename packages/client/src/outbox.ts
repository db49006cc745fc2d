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

/** What holds the frames of a tick back for a moment, in which more may come. */
export interface Lane {
  /** A frame came that must not wait. */
  hurry(): void;
  /** Whether the frames are to stay for another microtask. */
  waits(): boolean;
  /** They leave: as messages to which nothing more is added above `batchBytes`. */
  encode(frames: readonly (ClientFrame | Raw)[], batchBytes: number): Uint8Array[];
  left(): void;
  close(): void;
}

/**
 * The frames that leave on one socket. All of one tick share a message, as long as it stays small. What the uplink
 * cannot take is held here.
 */
export class Outbox {
  /** Bytes that the server takes in one frame; the welcome renews it. */
  maxFrameBytes: number;
  /** The lane of streams, once there is one. */
  lane: Lane | undefined;
  readonly clock: Clock;
  readonly #options: OutboxOptions;
  readonly #flush = () => this.#flushSoon();
  readonly #poll: Alarm;
  #frames: (ClientFrame | Raw)[] = [];
  /** Messages that wait for the uplink. */
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  #full = false;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.clock = options.clock;
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

  push(frame: ClientFrame): void {
    this.lane?.hurry();
    this.add(frame);
  }

  /** Without haste where its lane still waits for more. */
  add(frame: ClientFrame | Raw): void {
    if (this.#frames.push(frame) === 1) queueMicrotask(this.#flush);
  }

  /** Stops sending. @returns the frames that have certainly not left, items excepted. */
  close(): ClientFrame[] {
    this.#closed = true;
    this.#poll.clear();
    this.lane?.close();
    return [...this.#held.flatMap(framesOf), ...this.#frames.filter(isPlain)];
  }

  #flushSoon(): void {
    if (this.lane?.waits()) queueMicrotask(this.#flush);
    else this.#encode();
  }

  #encode(): void {
    if (this.#closed) return;
    const frames = this.#frames;
    this.#frames = [];
    for (const message of this.#messages(frames)) this.#send(message);
    if (this.#full && !this.#poll.isSet) this.#poll.set(pollMs);
    this.lane?.left();
  }

  /** Where a frame among them cannot leave, it is refused, and each of the others leaves alone. */
  #messages(frames: readonly (ClientFrame | Raw)[]): Uint8Array[] {
    const { lane, maxFrameBytes } = this;
    const maxBytes = Math.min(batchBytes, maxFrameBytes);
    try {
      const messages = lane ? lane.encode(frames, maxBytes) : encodeBatches(frames, maxBytes);
      const tooLarge = messages.find(({ length }) => length > maxFrameBytes);
      if (!tooLarge) return messages;
      if (frames.length === 1) throw aboveLimit(tooLarge.length, maxFrameBytes);
    } catch (error) {
      const [frame] = frames;
      if (frames.length === 1) {
        // An item is packed already, and was measured.
        this.#options.refused(frame as ClientFrame, unencodable(error, "a frame"));
        return [];
      }
    }
    // Refusing hello ends the session.
    return frames.flatMap((frame) => (this.#closed ? [] : this.#messages([frame])));
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
  }
}

/**
 * Bytes of a message to which no further frame is added. With everything in one message the two ends take turns; with
 * several, the server works on the first while the next are on their way.
 */
export const batchBytes = 16_384;

/** Bytes in the socket's buffer above which nothing is added: enough to keep any uplink busy between two polls. */
const highWaterBytes = 262_144;

/** WebSockets have no event for a buffer that drained. */
const pollMs = 20;

function isPlain(frame: ClientFrame | Raw): frame is ClientFrame {
  return !(frame instanceof Raw);
}

/** None where a payload nests deeper than a decoder allows: that its call has not left is not told, then. */
function framesOf(message: Uint8Array): ClientFrame[] {
  try {
    return decodeBatch(message).frames as unknown as ClientFrame[];
  } catch {
    return [];
  }
}

function aboveLimit(bytes: number, max: number): HawserError {
  const limit = "maxFrameBytes";
  return new HawserError("limit_exceeded", `a frame of ${bytes} bytes is above the server's ${limit} (${max})`, {
    data: { limit, max },
  });
}
