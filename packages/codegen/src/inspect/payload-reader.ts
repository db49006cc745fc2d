import {
  CodecCompiler,
  type Decode,
  fingerprintOf,
  fromWire,
  type SchemaShape,
  type Shape,
  type Wire,
} from "@hawser/core";

/** Reads payloads, by their types as far as the schema is known. */
export class PayloadReader {
  readonly schema: SchemaShape | undefined;
  readonly fingerprint: string | undefined;
  readonly #decoders = new Map<Shape, Decode<unknown>>();

  constructor(schema: SchemaShape | undefined) {
    this.schema = schema;
    this.fingerprint = schema && fingerprintOf(schema);
  }

  /** The value of a payload; one that is not of its type is what stands on the wire. */
  read(wire: Wire, shape: Shape | undefined, positional: boolean): unknown {
    if (positional && shape) {
      try {
        return this.#decoder(shape)(wire);
      } catch {
        // It is shown for what it is.
      }
    }
    return fromWire(wire);
  }

  #decoder(shape: Shape): Decode<unknown> {
    let decoder = this.#decoders.get(shape);
    if (!decoder) {
      const compiler = new CodecCompiler(this.schema?.definitions ?? {});
      compiler.decoder(shape, "Value");
      [decoder] = compiler.compile();
      this.#decoders.set(shape, decoder as Decode<unknown>);
    }
    return decoder as Decode<unknown>;
  }
}
