import { Raw, type Wire } from "@hawser/core";
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

  clear(): void {
    this.#calls.clear();
    this.#bytes = 0;
  }

  /** Calls may be deleted on the way. */
  [Symbol.iterator](): Iterator<Call> {
    return this.#calls.values();
  }
}

export function heldBytes({ procedure, held }: Call): number {
  const payloads = [held?.input, held?.metadata, ...(held?.events ?? [])];
  return payloads.reduce((bytes: number, payload) => bytes + bytesOf(payload), frameBytes + procedure.path.length);
}

/** A call frame around path and input: the array, the kind, an id and the header of the path. */
const frameBytes = 6;

function bytesOf(payload: Wire): number {
  return payload instanceof Raw ? payload.bytes.length : 0;
}
