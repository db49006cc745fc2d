import type { Side, ZodType } from "../schema/zod.js";
import { Canonical } from "./canonical.js";
import { Definitions } from "./definitions.js";
import { ShapeReader } from "./shape-reader.js";

/** Whether what comes out of a type can go in again as it is: so it is with coercion and defaults, not with codecs. */
export function isStable(type: ZodType, path: string): boolean {
  const [input, output] = (["input", "output"] as const).map((side) => textOf(type, side, path));
  return input === output || input === "unknown" || input === `${output}|undefined`;
}

function textOf(type: ZodType, side: Side, path: string): string {
  const definitions = new Definitions();
  const shape = new ShapeReader(definitions, side).read(type, path);
  return new Canonical((key) => definitions.resolve(key)).text(shape);
}
