import { defineSchema } from "../src/schema/define-schema.js";
import { procedure } from "../src/schema/procedure.js";
import type { ZodType } from "../src/schema/zod.js";
import type { Shape } from "../src/shape/shape.js";

/** One side of a type, with the definitions that it refers to. */
export interface ReadShape {
  readonly shape: Shape;
  readonly definitions: Readonly<Record<string, Shape>>;
}

/** What a caller sends for a type. Errors are at `procedures.p.input`. */
export function inputShape(input: ZodType): ReadShape {
  const { procedures, definitions } = defineSchema({ name: "t", procedures: { p: procedure({ input }) } }).shape;
  return { shape: procedures[0]?.input as Shape, definitions };
}

/** What a caller gets for a type. Errors are at `procedures.p.output`. */
export function outputShape(output: ZodType): ReadShape {
  const { procedures, definitions } = defineSchema({ name: "t", procedures: { p: procedure({ output }) } }).shape;
  return { shape: procedures[0]?.output as Shape, definitions };
}
