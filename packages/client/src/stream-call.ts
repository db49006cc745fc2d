import {
  HawserError,
  type HawserErrorOptions,
  isHawserError,
  kinds,
  StreamBuffer,
  type StreamFrame,
  streamDirections,
  type Wire,
} from "@hawser/core";
import { Call, type CallParts } from "./call.js";
import type { CallEnd, EncodedCall, FrameExtras } from "./call-payload.js";
import type { StreamedFrame } from "./exchange.js";
import { InputStream } from "./input-stream.js";
import { Progress } from "./progress.js";
import type { Session } from "./session.js";
import { trimmed } from "./trimmed.js";
import { undecodable } from "./undecodable.js";

/** A call whose input, output or both are streams. */
export class StreamCall extends Call {
  readonly countedBy = "maxStreams";
  protected readonly defaultTimeoutMs = Number.POSITIVE_INFINITY;
  /** What comes; nothing does where the output is a single value. */
  readonly items: StreamBuffer<unknown>;
  protected readonly end: CallEnd;
  readonly #progress: Progress;
  #input: InputStream | undefined;

  /** @param end where the single output goes; absent where the output streams. */
  constructor(parts: CallParts, end?: CallEnd) {
    super(parts);
    this.items = new StreamBuffer<unknown>({
      windowBytes: parts.owner.settings.streamWindowBytes,
      read: (wire) => this.#readItem(wire),
      grant: (bytes) => {
        if (this.id !== undefined) this.session?.push([kinds.credit, this.id, bytes]);
      },
      stop: () => this.#leave(),
    });
    this.end = end ?? endOf(this.items);
    this.#progress = new Progress(parts.options);
  }

  protected get hasInput(): boolean {
    return this.procedure.streams === "output" && this.procedure.encodeInput !== undefined;
  }

  /** @throws HawserError `cancelled` with what a source throws when it is asked for its items. */
  prepare(input: unknown): unknown {
    const { procedure } = this;
    const { readBlobs } = procedure;
    if (procedure.streams === "output") return readBlobs ? readBlobs(input) : input;
    try {
      this.#input = new InputStream({
        source: input,
        procedure,
        progress: this.#progress,
        failed: (error) => this.giveUp(error),
      });
    } catch (cause) {
      if (isHawserError(cause)) throw cause;
      const message = `the source of the items for ${procedure.path} failed; the call was not sent`;
      throw new HawserError("cancelled", message, { cause, mayHaveRun: false });
    }
    return undefined;
  }

  streamed(frame: StreamedFrame, bytes: number): void {
    switch (frame[0]) {
      case kinds.item:
        this.#item(frame[2], bytes);
        break;
      case kinds.credit:
        if (!(frame[2] > 0)) throw new HawserError("protocol", `the server granted a credit of ${frame[2]} bytes`);
        this.#input?.grant(frame[2]);
        break;
      case kinds.stop:
        this.#input?.close();
        break;
    }
  }

  #item(item: Wire, bytes: number): void {
    const { path, streams } = this.procedure;
    if (this.isSettled) return;
    if (streams === "input") {
      const message = `the server's schema has a stream where ${path} answers a single value`;
      this.giveUp(new HawserError("incompatible", message));
      return;
    }
    if (!this.items.push(item, bytes)) {
      throw new HawserError("protocol", `the server sent items of ${path} beyond streamWindowBytes`);
    }
    this.#progress.received(this.id ?? 0, item, bytes);
  }

  protected frame(id: number, { procedure, input, metadata }: EncodedCall, extras: FrameExtras): StreamFrame {
    const { timeoutMs, carrier } = extras;
    const directions = streamDirections[this.procedure.streams ?? "both"];
    const frame: StreamFrame = [kinds.stream, id, procedure, directions, input, timeoutMs, metadata, carrier];
    return trimmed(frame, this.hasInput ? 5 : 4);
  }

  protected sent(session: Session, id: number, { procedure }: EncodedCall): void {
    const positional = typeof procedure === "number";
    session.whenOpen(() => this.#input?.start({ session, id, positional }));
  }

  protected read(output: Wire): unknown {
    const { decodeOutput, outputShape, path, streams } = this.procedure;
    if (streams === "input") return decodeOutput && this.decode(output, decodeOutput, outputShape);
    if (output === undefined || output === null) return undefined;
    throw new HawserError("incompatible", `the server's schema has a single value where ${path} streams its output`);
  }

  protected ended(): void {
    this.#input?.close();
  }

  /** An item that is refused comes after the handler was started. */
  protected override certainty(code: string): HawserErrorOptions<unknown> {
    return code === "invalid_input" && this.#input ? { mayHaveRun: true } : super.certainty(code);
  }

  #readItem(wire: Wire): unknown {
    const { decodeOutput, outputShape, path } = this.procedure;
    try {
      return decodeOutput && this.decode(wire, decodeOutput, outputShape);
    } catch (error) {
      throw undecodable(error, `an item of ${path}`);
    }
  }

  /** The reader has left. */
  #leave(): void {
    if (this.isSettled) return;
    this.withdraw();
    this.settle();
  }
}

/** The end of a call whose outcome is the end of its items. What this end gave up is not read to the end. */
function endOf(items: StreamBuffer<unknown>): CallEnd {
  return {
    resolve: () => items.end(),
    reject: (error, ours) => (ours ? items.abort(error) : items.fail(error)),
  };
}
