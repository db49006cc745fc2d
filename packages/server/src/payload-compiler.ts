import {
  type Check,
  CheckCompiler,
  CodecCompiler,
  type Decode,
  type Encode,
  type Shape,
  type ZodType,
} from "@hawser/core";
import type { Validator } from "./validate.js";

/** Collects payloads, so that all codecs and checks of a schema are compiled in one go and share their functions. */
export class PayloadCompiler {
  private readonly compiler: CodecCompiler;
  private readonly checks = new CheckCompiler();
  private readonly pending: Pending[] = [];

  constructor(private readonly definitions: Readonly<Record<string, Shape>>) {
    this.compiler = new CodecCompiler(definitions);
  }

  add(type: ZodType, shape: Shape): BoundPayload {
    const name = `Payload${this.pending.length}`;
    const payload = { type, check: undefined, shape, encode: undefined as never, decode: undefined as never };
    this.pending.push({
      payload,
      encoder: this.compiler.encoder(shape, name),
      decoder: this.compiler.decoder(shape, name),
      check: this.checks.add(type),
    });
    return payload;
  }

  /** What a shape that is only a name stands for. */
  resolve(shape: Shape): Shape {
    let found = shape;
    while (found.kind === "ref") found = this.definitions[found.to] as Shape;
    return found;
  }

  finish(): void {
    const codecs = this.compiler.compile();
    const checks = this.checks.compile();
    for (const { payload, encoder, decoder, check } of this.pending) {
      payload.encode = codecs[encoder];
      payload.decode = codecs[decoder];
      if (check !== undefined) payload.check = checks[check];
    }
  }
}

/** A payload, and the places of its functions among those that are compiled. */
interface Pending {
  readonly payload: { check: Check | undefined; encode: unknown; decode: unknown };
  readonly encoder: number;
  readonly decoder: number;
  readonly check: number | undefined;
}

/** One payload: its type and its check for validation, its shape for maps, its compiled codec for positions. */
export interface BoundPayload extends Validator {
  readonly shape: Shape;
  readonly encode: Encode<unknown>;
  readonly decode: Decode<unknown>;
}
