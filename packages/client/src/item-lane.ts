import { type ClientFrame, encodeBatches, Raw } from "@hawser/core";
import { Alarm } from "./alarm.js";
import { batchBytes, type Lane, type Outbox } from "./outbox.js";
import type { Session } from "./session.js";

/** The lane of a session, which its first stream opens. */
export function laneOf({ outbox }: Session): ItemLane {
  outbox.lane ??= new ItemLane(outbox);
  return outbox.lane as ItemLane;
}

/** Items of streams on their way out: they leave in large messages, and wait so that other frames need not. */
export class ItemLane implements Lane {
  readonly #outbox: Outbox;
  readonly #poll: Alarm;
  /** Bytes of items that leave at the end of this tick. */
  #bytes = 0;
  /** Microtasks that may pass before the frames of this tick leave: a source gives its items one after another. */
  #patience = 0;
  /** Streams that wait until items may leave. */
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
    this.#poll = new Alarm(outbox.clock, () => this.#look());
  }

  /** Whether items may be pushed: as long as so little waits that other frames are not held back by them. */
  get hasRoom(): boolean {
    return this.#bytes + this.#outbox.bufferedBytes < roomBytes;
  }

  /** Settles when there may be room for items again, or the session is over. */
  room(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (!this.#poll.isSet) this.#poll.set(pollMs);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Pushes an item, packed, since its sender has to know its size, and not above the server's `maxFrameBytes`. */
  push(frame: Raw): void {
    this.#bytes += frame.bytes.length;
    this.#patience = itemMicrotasks;
    this.#outbox.add(frame);
  }

  /** Lets the streams that wait look again. */
  wake(): void {
    this.#poll.clear();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  // The outbox's side.

  hurry(): void {
    this.#patience = 0;
  }

  waits(): boolean {
    return this.#patience-- > 0 && this.#bytes < batchBytes;
  }

  encode(frames: readonly (ClientFrame | Raw)[], batchBytes: number): Uint8Array[] {
    this.#bytes = 0;
    return [...runsOf(frames)].flatMap((run) => (run instanceof Raw ? run.bytes : encodeBatches(run, batchBytes)));
  }

  left(): void {
    if (this.hasRoom) this.wake();
  }

  close(): void {
    this.#closed = true;
    this.wake();
  }

  #look(): void {
    if (this.hasRoom) this.wake();
    else this.#poll.set(pollMs);
  }
}

/** How long the next item of an async generator may take to be still of the same tick. */
const itemMicrotasks = 12;

/** Bytes that may wait for the network before items of streams do, and with them the delay of any other frame. */
const roomBytes = 65_536;

/** With so little in the buffer, an uplink that is looked at less often would run dry. */
const pollMs = 4;

/** Large items apart: as messages of their own they need not be copied, and what comes next does not wait for the copy. */
function* runsOf(frames: readonly (ClientFrame | Raw)[]): Generator<readonly (ClientFrame | Raw)[] | Raw> {
  let start = 0;
  for (const [index, frame] of frames.entries()) {
    if (!(frame instanceof Raw) || frame.bytes.length < batchBytes) continue;
    if (index > start) yield frames.slice(start, index);
    yield frame;
    start = index + 1;
  }
  if (start < frames.length) yield start === 0 ? frames : frames.slice(start);
}
