import type { HawserError, Wire } from "@hawser/core";
import type { InputStream } from "./input-stream.js";
import type { OutputStream } from "./output-stream.js";

/** The streams of one call, from its frame to its end. Methods that return text say how the peer broke the protocol. */
export class CallStreams {
  /** The client's items, where the input is a stream. */
  input: InputStream | undefined;
  readonly #hasOutput: boolean;
  /** The handler's items, from when it has returned them. */
  #output: OutputStream | undefined;
  #creditBytes: number;

  /** @param windowBytes what the client takes of an output before it grants anything; absent where the output is no stream. */
  constructor(windowBytes: number | undefined) {
    this.#hasOutput = windowBytes !== undefined;
    this.#creditBytes = windowBytes ?? 0;
  }

  /** @param open makes the stream, with what the client has granted by now. */
  openOutput(open: (creditBytes: number) => OutputStream): OutputStream {
    this.#output = open(this.#creditBytes);
    return this.#output;
  }

  item(wire: Wire, bytes: number): string | undefined {
    return this.input ? this.input.push(wire, bytes) : "an item for a call whose input is no stream";
  }

  end(): string | undefined {
    return this.input ? this.input.end() : "an end for a call whose input is no stream";
  }

  credit(bytes: number): string | undefined {
    if (!this.#hasOutput) return "credit for a call whose output is no stream";
    if (this.#output) this.#output.grant(bytes);
    else this.#creditBytes += bytes;
    return undefined;
  }

  /** The call has its answer. */
  close(): void {
    this.input?.close();
  }

  /** Nobody waits for the answer any more: both ends of the handler hear of it now. */
  abort(reason: HawserError): void {
    this.input?.abort(reason);
    this.#output?.stop();
  }
}
