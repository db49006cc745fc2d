import { type Decode, fromWire, type Wire } from "@hawser/core";
import type { Shapes, ShapeText } from "./shapes.js";

export interface PayloadReading<T> {
  readonly decode: Decode<T>;
  /** What the value must conform to where it travels in maps. */
  readonly shape: ShapeText | undefined;
  readonly shapes: Shapes;
  /** The encoding of the connection that the payload came on; otherwise maps. */
  readonly positional: boolean;
}

/** The value of a payload. It throws where the value is not what was declared. */
export function readPayload<T>(wire: Wire, { decode, shape, shapes, positional }: PayloadReading<T>): T {
  if (positional) return decode(wire);
  const value = fromWire(wire);
  return (shape ? shapes.conform(value, shape) : value) as T;
}
