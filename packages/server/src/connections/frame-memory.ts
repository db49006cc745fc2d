import { Raw } from "@hawser/core";

/**
 * Memory for large frames, which takes the next ones once they are sent. For every few megabytes of new buffers V8 may mark the
 * whole heap, and nothing else runs for milliseconds.
 */
export class FrameMemory {
  readonly #free: Uint8Array[] = [];

  /** A frame of so many bytes, which are yet to be written. What was there before is still in them. */
  frame(byteCount: number): LentFrame {
    const index = this.#free.findIndex(({ length }) => length >= byteCount);
    const [memory = new Uint8Array(byteCount)] = index < 0 ? [] : this.#free.splice(index, 1);
    return new LentFrame(memory.subarray(0, byteCount), () => this.#takeBack(memory));
  }

  #takeBack(memory: Uint8Array): void {
    if (memory.length > maxKeptBytes) return;
    this.#free.push(memory);
    if (this.#free.length > maxKept) this.#free.shift();
  }
}

/** A frame whose bytes are valid until it is given back. One that never leaves need not be. */
export class LentFrame extends Raw {
  constructor(
    bytes: Uint8Array,
    /** At most once. */
    readonly giveBack: () => void,
  ) {
    super(bytes);
  }
}

/** More frames than these are seldom queued at a time. */
const maxKept = 16;

/** Of one frame: 64 KiB of a file with what stands before them, and some more. */
const maxKeptBytes = 131_072;
