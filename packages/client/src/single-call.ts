import { type CallFrame, HawserError, kinds, type Wire } from "@hawser/core";
import { Call, type CallParts } from "./call.js";
import type { CallEnd, EncodedCall, FrameExtras } from "./call-payload.js";
import type { StreamedFrame } from "./exchange.js";
import { trimmed } from "./trimmed.js";

/** A call whose input and output are single values. */
export class SingleCall extends Call {
  readonly countedBy = "maxCallsInFlight";
  protected readonly end: CallEnd;

  constructor(parts: CallParts, end: CallEnd) {
    super(parts);
    this.end = end;
  }

  protected get defaultTimeoutMs(): number {
    return this.owner.settings.timeoutMs;
  }

  protected get hasInput(): boolean {
    return this.procedure.encodeInput !== undefined;
  }

  prepare(input: unknown): unknown {
    const { readBlobs } = this.procedure;
    return readBlobs ? readBlobs(input) : input;
  }

  /** Only streams have credit, and the server would answer otherwise if it took this for one. */
  streamed([kind]: StreamedFrame): void {
    if (kind !== kinds.item) return;
    const message = `the server's schema has a stream where ${this.procedure.path} answers a single value`;
    this.giveUp(new HawserError("incompatible", message));
  }

  protected frame(id: number, { procedure, input, metadata }: EncodedCall, extras: FrameExtras): CallFrame {
    const { timeoutMs, key, carrier } = extras;
    // By far the most: nothing behind the input.
    if ((timeoutMs ?? key ?? metadata ?? carrier) === null) {
      return this.hasInput ? [kinds.call, id, procedure, input] : [kinds.call, id, procedure];
    }
    const frame: CallFrame = [kinds.call, id, procedure, input, timeoutMs, key, metadata, carrier];
    return trimmed(frame, this.hasInput ? 4 : 3);
  }

  protected sent(): void {}

  protected read(output: Wire): unknown {
    const { decodeOutput, outputShape } = this.procedure;
    return decodeOutput && this.decode(output, decodeOutput, outputShape);
  }

  protected ended(): void {}
}
