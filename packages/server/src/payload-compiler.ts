import { CodecCompiler, type Decode, type Encode, type Shape, type ZodType } from "@hawser/core";

/** Collects payloads, so that all codecs of a schema are compiled in one go and share their functions. */
export class PayloadCompiler {
  private readonly compiler: CodecCompiler;
  private readonly pending: { payload: { encode: unknown; decode: unknown }; encoder: number; decoder: number }[] = [];

  constructor(private readonly definitions: Readonly<Record<string, Shape>>) {
    this.compiler = new CodecCompiler(definitions);
  }

  add(type: ZodType, shape: Shape): BoundPayload {
    const name = `Payload${this.pending.length}`;
    const payload = { type, shape, encode: undefined as never, decode: undefined as never };
    this.pending.push({
      payload,
      encoder: this.compiler.encoder(shape, name),
      decoder: this.compiler.decoder(shape, name),
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
    for (const { payload, encoder, decoder } of this.pending) {
      payload.encode = codecs[encoder];
      payload.decode = codecs[decoder];
    }
  }
}

/** One payload: its type for validation, its shape for maps, its compiled codec for positions. */
export interface BoundPayload {
  readonly type: ZodType;
  readonly shape: Shape;
  readonly encode: Encode<unknown>;
  readonly decode: Decode<unknown>;
}
