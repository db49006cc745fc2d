import { conform, type Decode, fromWire, type Shape, type Wire } from "@hawser/core";

export interface PayloadReading<T> {
  readonly decode: Decode<T>;
  /** What the value must conform to where it travels in maps. */
  readonly shape: Shape | undefined;
  readonly definitions: Readonly<Record<string, Shape>>;
  /** The encoding of the connection that the payload came on; otherwise maps. */
  readonly positional: boolean;
}

/** The value of a payload. It throws where the value is not what was declared. */
export function readPayload<T>(wire: Wire, { decode, shape, definitions, positional }: PayloadReading<T>): T {
  if (positional) return decode(wire);
  const value = fromWire(wire);
  return (shape ? conform(value, shape, definitions) : value) as T;
}
