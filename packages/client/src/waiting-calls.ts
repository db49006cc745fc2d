import type { Call } from "./call.js";

/** Calls that have not left, in the order in which they were made. */
export class WaitingCalls {
  readonly #calls = new Set<Call>();
  #bytes = 0;

  get size(): number {
    return this.#calls.size;
  }

  /** Bytes that they will take on the wire. */
  get bytes(): number {
    return this.#bytes;
  }

  add(call: Call): void {
    this.#calls.add(call);
    this.#bytes += heldBytes(call);
  }

  /** Does nothing where the call is not among them. */
  delete(call: Call): void {
    if (this.#calls.delete(call)) this.#bytes -= heldBytes(call);
  }

  /** Calls may be deleted on the way. */
  [Symbol.iterator](): Iterator<Call> {
    return this.#calls.values();
  }
}

export function heldBytes({ procedure, heldInput }: Call): number {
  return frameBytes + procedure.path.length + (heldInput?.bytes.length ?? 0);
}

/** A call frame around path and input: the array, the kind, an id and the header of the path. */
const frameBytes = 6;
