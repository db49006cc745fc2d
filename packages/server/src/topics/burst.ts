import { type Encoding, encodings } from "@hawser/core";
import type { Position } from "./broker.js";
import { EventFrames } from "./event-frames.js";

/** Most bytes of events that are joined: the frame of more of them would keep its readers from the first ones. */
const maxJoinedBytes = 32_768;

/** Events of one channel that were published one after the other in a tick: one frame for all who take them all. */
export class Burst {
  /** As they were published, adjacent; at least one. */
  readonly parts: EventFrames[];
  readonly #epoch: string;
  #bytes: number;
  #whole: EventFrames | undefined;
  #sizes: (Sizes | undefined)[] = [];

  constructor(first: EventFrames, epoch: string) {
    this.#epoch = epoch;
    this.parts = [first];
    this.#bytes = first.size;
  }

  /** @returns whether the part was taken: it has to follow upon the others, and to leave them small. */
  add(part: EventFrames, epoch: string): boolean {
    if (epoch !== this.#epoch || part.first !== this.last + 1 || this.#bytes + part.size > maxJoinedBytes) return false;
    this.parts.push(part);
    this.#bytes += part.size;
    return true;
  }

  get last(): number {
    return (this.parts.at(-1) as EventFrames).last;
  }

  /** Of the last of them. */
  get position(): Position {
    return { epoch: this.#epoch, offset: this.last };
  }

  /** All of them at once, when no further one is added. */
  get whole(): EventFrames {
    this.#whole ??=
      this.parts.length === 1
        ? (this.parts[0] as EventFrames)
        : new EventFrames(
            (this.parts[0] as EventFrames).channel,
            this.parts.flatMap(({ records }) => records),
          );
    return this.#whole;
  }

  /** What the frames of the parts would take. Joined they take less, but who gets what does not depend on that. */
  sizes(encoding: Encoding): Sizes {
    const index = encoding === encodings.positional ? 0 : 1;
    let sizes = this.#sizes[index];
    if (!sizes) {
      const last = (this.parts.at(-1) as EventFrames).frameBytes(encoding);
      const all = this.parts.reduce((total, part) => total + part.frameBytes(encoding), 0);
      sizes = { all, beforeLast: all - last };
      this.#sizes[index] = sizes;
    }
    return sizes;
  }
}

/** In bytes. */
interface Sizes {
  readonly all: number;
  readonly beforeLast: number;
}
