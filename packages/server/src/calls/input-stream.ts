import { type Encoding, type HawserError, kinds, StreamBuffer, type Wire } from "@hawser/core";
import type { Peer } from "../connections/peer.js";
import { readPayload } from "../payload.js";
import type { BoundPayload } from "../payload-compiler.js";
import type { Checked } from "../validate.js";

export interface InputStreamOptions {
  readonly peer: Peer;
  /** The id of the call. */
  readonly id: number;
  readonly item: BoundPayload | undefined;
  readonly encoding: Encoding;
  /** An item is not what was declared: the call is over. */
  readonly refuse: (error: HawserError) => void;
}

/** The items of a client on their way to a handler: bounded by what the server grants, validated as they are read. */
export class InputStream {
  readonly #buffer: StreamBuffer<unknown>;
  #hasEnded = false;

  constructor({ peer, id, item, encoding, refuse }: InputStreamOptions) {
    const { definitions, limits } = peer.services;
    const valid = (checked: Checked): unknown => {
      if (checked.ok) return checked.value;
      refuse(checked.error);
      throw checked.error;
    };
    this.#buffer = new StreamBuffer({
      windowBytes: limits.streamWindowBytes,
      read: (wire) => {
        const checked = readPayload(item, wire, encoding, definitions);
        return checked instanceof Promise ? checked.then(valid) : valid(checked);
      },
      grant: (bytes) => peer.send([kinds.credit, id, bytes]),
      stop: () => peer.send([kinds.stop, id]),
    });
  }

  /** What the handler reads. */
  get items(): AsyncIterable<unknown> {
    return this.#buffer;
  }

  /** @returns how the client broke the protocol, if it did. */
  push(wire: Wire, bytes: number): string | undefined {
    if (this.#hasEnded) return "an item after the end";
    return this.#buffer.push(wire, bytes) ? undefined : "an item without credit for it";
  }

  /** @returns how the client broke the protocol, if it did. */
  end(): string | undefined {
    if (this.#hasEnded) return "a second end";
    this.#hasEnded = true;
    this.#buffer.end();
    return undefined;
  }

  /** The call is over: whoever still reads fails. */
  abort(reason: HawserError): void {
    this.#buffer.abort(reason);
  }

  /** The call has its answer: what came and was not read is forgotten, and nothing is granted any more. */
  close(): void {
    this.#buffer.end();
    void this.#buffer.return();
  }
}
