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
  /** They leave. */
  leaving(): void;
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
    this.lane?.leaving();
    const maxBytes = this.maxFrameBytes;
    // Without a lane there are no items.
    const messages = encodeAll(frames, { maxBytes, hasItems: this.lane !== undefined });
    for (const message of messages ?? this.#encodeEach(frames, maxBytes)) this.#send(message);
    if (this.#full && !this.#poll.isSet) this.#poll.set(pollMs);
    this.lane?.left();
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

/** @returns `undefined` where a frame among them cannot leave. */
function encodeAll(
  frames: (ClientFrame | Raw)[],
  { maxBytes, hasItems }: { maxBytes: number; hasItems: boolean },
): Uint8Array[] | undefined {
  const runBytes = Math.min(batchBytes, maxBytes);
  try {
    const messages = hasItems ? encodeRuns(frames, runBytes) : encodeBatches(frames, runBytes);
    for (const message of messages) if (message.length > maxBytes) return undefined;
    return messages;
  } catch {
    return undefined;
  }
}

function encodeRuns(frames: (ClientFrame | Raw)[], runBytes: number): Uint8Array[] {
  return [...runsOf(frames)].flatMap((run) => (run instanceof Raw ? run.bytes : encodeBatches(run, runBytes)));
}

/** Large items apart: as messages of their own they need not be copied, and what comes next does not wait for the copy. */
function* runsOf(frames: (ClientFrame | Raw)[]): Generator<(ClientFrame | Raw)[] | Raw> {
  let start = 0;
  for (const [index, frame] of frames.entries()) {
    if (isPlain(frame) || frame.bytes.length < batchBytes) continue;
    if (index > start) yield frames.slice(start, index);
    yield frame;
    start = index + 1;
  }
  if (start < frames.length) yield start === 0 ? frames : frames.slice(start);
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
