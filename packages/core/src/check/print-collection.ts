import type { z } from "zod";
import type { ZodType } from "../schema/zod.js";
import type { CheckSource } from "./check-source.js";
import { checksOf } from "./known-type.js";
import { sizeCheck } from "./print-scalar.js";
import { type Copy, copy, type Printed, take } from "./printed.js";

type Print = (type: ZodType) => Printed;

export function printArray(type: ZodType, item: Printed, source: CheckSource): Copy {
  const fn = source.function([
    `if (!(${["Array.isArray(v)", ...sizes(type, "v.length")].join(" && ")})) return undecided;`,
    "const o = [];",
    ...takeItems(item, "0"),
    "return o;",
  ]);
  return copy(["array"], (v) => `${fn}(${v})`);
}

/** Items at the end that may be absent are, where the array is too short for them. */
export function printTuple(def: z.core.$ZodTupleDef, print: Print, source: CheckSource): Copy {
  const items = def.items.map((type) => ({
    printed: print(type),
    isOptional: type._zod.optin === "optional" && type._zod.optout === "optional",
  }));
  const required = items.findLastIndex(({ isOptional }) => !isOptional) + 1;
  const longest = def.rest ? [] : [`v.length <= ${items.length}`];
  const fn = source.function([
    `if (!(${["Array.isArray(v)", `v.length >= ${required}`, ...longest].join(" && ")})) return undecided;`,
    "const o = [];",
    ...items.flatMap(({ printed }, i) => [
      ...(i < required ? [] : [`if (v.length === ${i}) return o;`]),
      `const x${i} = v[${i}];`,
      ...take(printed, `x${i}`, `y${i}`),
      `o.push(y${i});`,
    ]),
    ...(def.rest ? takeItems(print(def.rest), String(items.length)) : []),
    "return o;",
  ]);
  return copy(["array"], (v) => `${fn}(${v})`);
}

export function printSet(type: ZodType, item: Printed, source: CheckSource): Copy {
  const fn = source.function([
    `if (!(${["v instanceof Set", ...sizes(type, "v.size")].join(" && ")})) return undecided;`,
    "const o = new Set();",
    "for (const x of v) {",
    ...take(item, "x", "y"),
    "o.add(y);",
    "}",
    "return o;",
  ]);
  return copy(["object"], (v) => `${fn}(${v})`);
}

export function printMap(type: ZodType, key: Printed, value: Printed, source: CheckSource): Copy {
  const fn = source.function([
    `if (!(${["v instanceof Map", ...sizes(type, "v.size")].join(" && ")})) return undecided;`,
    "const o = new Map();",
    "for (const [k, x] of v) {",
    ...take(key, "k", "l"),
    ...take(value, "x", "y"),
    "o.set(l, y);",
    "}",
    "return o;",
  ]);
  return copy(["object"], (v) => `${fn}(${v})`);
}

function sizes(type: ZodType, size: string): string[] {
  return checksOf(type).map((check) => sizeCheck(check, size));
}

function takeItems(item: Printed, from: string): string[] {
  return [`for (let i = ${from}; i < v.length; i++) {`, "const x = v[i];", ...take(item, "x", "y"), "o.push(y);", "}"];
}
