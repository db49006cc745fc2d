import type { z } from "zod";
import type { ZodType } from "../schema/zod.js";
import type { CheckSource } from "./check-source.js";
import { plainKeys } from "./plain-keys.js";
import { type Copy, copy, hasForm, type Printed, take } from "./printed.js";
import { Unprovable } from "./unprovable.js";

type Print = (type: ZodType) => Printed;

/** A new object with the declared keys in the order of their declaration, then what the catchall lets through. */
export function printObject(def: z.core.$ZodObjectDef, print: Print, source: CheckSource): Copy {
  if (Object.getOwnPropertySymbols(def.shape).length > 0) throw new Unprovable();
  const fields = Object.entries(def.shape).map(([name, type]) => ({
    name,
    printed: print(type),
    isOptional: type._zod.optin === "optional" && type._zod.optout === "optional",
  }));
  const { catchall } = def;
  const isStrict = catchall?._zod.def.type === "never";
  return declared(fields, source, {
    before: [`if (!(${hasForm(new Set(["object"]), "v")})) return undecided;`],
    after: isStrict ? refuseOthers(fields, source) : catchall ? takeOthers(fields, print(catchall), source) : [],
  });
}

/** A record whose keys are declared, and must all be there. */
export function printExhaustiveRecord(keys: Iterable<unknown>, value: Printed, source: CheckSource): Copy {
  const fields = [...keys].map((name) => {
    if (typeof name !== "string") throw new Unprovable();
    return { name, printed: value, isOptional: false };
  });
  return declared(fields, source, {
    before: [`if (${source.constant(plainKeys)}(v) === undefined) return undecided;`],
    after: refuseOthers(fields, source),
  });
}

/** A record of any keys that its key type takes. */
export function printRecord(key: Printed, value: Printed, source: CheckSource): Copy {
  // A key that is no text is made of text, and made text again.
  if (key.kind === "copy") throw new Unprovable();
  const fn = source.function([
    `const keys = ${source.constant(plainKeys)}(v);`,
    "if (keys === undefined) return undecided;",
    "const o = {};",
    "for (const k of keys) {",
    `if (!(${key.test("k")})) return undecided;`,
    "const x = v[k];",
    ...take(value, "x", "y"),
    "o[k] = y;",
    "}",
    "return o;",
  ]);
  return copy(["object"], (v) => `${fn}(${v})`);
}

interface Field {
  readonly name: string;
  readonly printed: Printed;
  /** May be absent, and then is absent from the copy. */
  readonly isOptional: boolean;
}

interface Around {
  /** Statements that leave the function where `v` is no object to read from. */
  readonly before: readonly string[];
  /** Statements about the other keys of `v`, which may add to the copy `o`. */
  readonly after: readonly string[];
}

function declared(fields: readonly Field[], source: CheckSource, { before, after }: Around): Copy {
  if (fields.some(({ name }) => name === "__proto__")) throw new Unprovable();
  const takes = fields.flatMap((field, i) => takeField(field, i));
  const firstOptional = fields.findIndex(({ isOptional }) => isOptional);
  const always = firstOptional === -1 ? fields : fields.slice(0, firstOptional);
  const literal = `{ ${always.map(({ name }, i) => `${JSON.stringify(name)}: y${i}`).join(", ")} }`;
  const later = fields.slice(always.length).map(({ name, isOptional }, i) => {
    const n = always.length + i;
    return `${isOptional ? `if (h${n}) ` : ""}o[${JSON.stringify(name)}] = y${n};`;
  });
  const fn = source.function([...before, ...takes, `const o = ${literal};`, ...later, ...after, "return o;"]);
  return copy(["object"], (v) => `${fn}(${v})`);
}

/** Reads a key once: `h` is whether it is there, `y` what zod makes of it. */
function takeField({ name, printed, isOptional }: Field, i: number): string[] {
  const key = JSON.stringify(name);
  const read = `const x${i} = v[${key}];`;
  if (!isOptional) {
    const mustBeThere = printed.forms.has("undefined")
      ? [`if (x${i} === undefined && !(${key} in v)) return undecided;`]
      : [];
    return [read, ...mustBeThere, ...take(printed, `x${i}`, `y${i}`)];
  }
  return [
    read,
    `const h${i} = x${i} !== undefined || ${key} in v;`,
    `let y${i};`,
    `if (h${i}) {`,
    ...take(printed, `x${i}`, "y"),
    `y${i} = y;`,
    "}",
  ];
}

function refuseOthers(fields: readonly Field[], source: CheckSource): string[] {
  return [`for (const k in v) if (!${known(fields, source)}.has(k)) return undecided;`];
}

function takeOthers(fields: readonly Field[], printed: Printed, source: CheckSource): string[] {
  return [
    `const keys = ${source.constant(plainKeys)}(v);`,
    "if (keys === undefined) return undecided;",
    "for (const k of keys) {",
    `if (${known(fields, source)}.has(k)) continue;`,
    "const x = v[k];",
    ...take(printed, "x", "y"),
    "o[k] = y;",
    "}",
  ];
}

function known(fields: readonly Field[], source: CheckSource): string {
  return source.constant(new Set(fields.map(({ name }) => name)));
}
