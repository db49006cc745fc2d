import type { z } from "zod";
import type { ZodType } from "../schema/zod.js";
import { classOf } from "../shape/shape-reader.js";
import type { CheckSource } from "./check-source.js";
import { checksOf, knownType } from "./known-type.js";
import { printArray, printMap, printSet, printTuple } from "./print-collection.js";
import { printLiteral } from "./print-literal.js";
import { printExhaustiveRecord, printObject, printRecord } from "./print-object.js";
import { printBigint, printDate, printNumber, printString } from "./print-scalar.js";
import { printDiscriminatedUnion, printUnion } from "./print-union.js";
import { allForms, copy, type Form, type Printed, result, test } from "./printed.js";
import { Unprovable } from "./unprovable.js";

/** Prints the checks of zod types: of each kind what zod itself does with a value that it accepts. */
export class CheckPrinter {
  private readonly printed = new Map<ZodType, Printed>();
  /** Types with a readonly part, of those that are printed. */
  private readonly freezing = new Set<ZodType>();
  /** What is being printed: met again below itself, a type contains itself. */
  private readonly open = new Set<ZodType>();

  constructor(private readonly source: CheckSource) {}

  /** @throws Unprovable for a type of which some part is not known to do alike. */
  print(type: ZodType): Printed {
    const known = this.printed.get(type);
    if (known) return known;
    if (this.open.has(type)) throw new Unprovable();
    this.open.add(type);
    try {
      const printed = this.node(type);
      this.printed.set(type, printed);
      return printed;
    } finally {
      this.open.delete(type);
    }
  }

  /** Prints a part of a type. */
  private part(of: ZodType, type: ZodType): Printed {
    const printed = this.print(type);
    if (this.freezing.has(type)) this.freezing.add(of);
    return printed;
  }

  private node(type: ZodType): Printed {
    const { source } = this;
    const def = knownType(type);
    const print = (part: ZodType): Printed => this.part(type, part);
    switch (def.type) {
      case "string":
        return printString(type, source);
      case "number":
        return printNumber(type, source);
      case "bigint":
        return printBigint(type, source);
      case "date":
        return printDate(type, source);
      case "array":
        return printArray(type, print(def.element), source);
      case "set":
        return printSet(type, print(def.valueType), source);
      case "map":
        return printMap(type, print(def.keyType), print(def.valueType), source);
      case "custom":
        return this.bytes(type);
    }
    if (checksOf(type).length > 0) throw new Unprovable();
    switch (def.type) {
      case "boolean":
        return test(["boolean"], (v) => `typeof ${v} === "boolean"`);
      case "null":
        return test(["null"], (v) => `${v} === null`);
      case "undefined":
      case "void":
        return test(["undefined"], (v) => `${v} === undefined`);
      case "any":
      case "unknown":
        return test(allForms, () => "true");
      case "literal":
      case "enum":
        return printLiteral(type._zod.values as ReadonlySet<unknown>, source);
      case "template_literal":
        return this.template(type as z.core.$ZodTemplateLiteral);
      case "object":
        return printObject(def, print, source);
      case "record":
        return this.record(def, print);
      case "tuple":
        return printTuple(def, print, source);
      case "union":
        return this.union(def, def.options.map(print));
      case "nullable":
        return or("null", print(def.innerType));
      case "optional":
        return optional(type, def.innerType, print);
      case "nonoptional":
      case "default":
      case "prefault":
        return present(print(def.innerType));
      case "readonly":
        this.freezing.add(type);
        return frozen(print(def.innerType));
      default:
        throw new Unprovable();
    }
  }

  private bytes(type: ZodType): Printed {
    // The type itself is the check of the class.
    if (classOf(type) !== Uint8Array || checksOf(type).length > 1) throw new Unprovable();
    return test(["object"], (v) => `${v} instanceof Uint8Array`);
  }

  private template({ _zod: { pattern } }: z.core.$ZodTemplateLiteral): Printed {
    // A pattern of its own: zod anchors it, and gives it no flags that would have it remember.
    return test(["string"], (v) => `typeof ${v} === "string" && ${this.source.constant(pattern)}.test(${v})`);
  }

  private record(def: z.core.$ZodRecordDef, print: (type: ZodType) => Printed): Printed {
    if (def.mode === "loose") throw new Unprovable();
    const key = print(def.keyType);
    const value = print(def.valueType);
    const { values } = def.keyType._zod;
    const isPartial = "partial" in def && def.partial === true;
    if (values === undefined || isPartial) return printRecord(key, value, this.source);
    if (key.kind === "copy") throw new Unprovable();
    return printExhaustiveRecord(values, value, this.source);
  }

  private union(def: z.core.$ZodUnionDef, options: readonly Printed[]): Printed {
    if (def.options.some(fillsIn)) throw new Unprovable();
    if (!("discriminator" in def)) {
      // Readonly freezes what it refuses, too, before the next option gets it.
      if (def.options.some((option) => this.freezing.has(option))) throw new Unprovable();
      return printUnion(options, this.source);
    }
    const discriminated = def as z.core.$ZodDiscriminatedUnionDef;
    // With the fallback, an option may be tried that the discriminator does not name.
    if (discriminated.unionFallback) throw new Unprovable();
    return printDiscriminatedUnion(discriminated, options, this.source);
  }
}

function optional(type: ZodType, innerType: ZodType, print: (type: ZodType) => Printed): Printed {
  const inner = print(innerType);
  if (type._zod.traits.has("$ZodExactOptional")) return inner;
  if (fillsIn(innerType)) throw new Unprovable();
  return or("undefined", inner);
}

/** Also takes null, or undefined. */
function or(value: "null" | "undefined", inner: Printed): Printed {
  const forms: Form[] = [...inner.forms, value];
  return inner.kind === "test"
    ? test(forms, (v) => `(${v} === ${value} || (${inner.test(v)}))`, inner.isExact)
    : copy(forms, (v) => `(${v} === ${value} ? ${v} : ${inner.copy(v)})`);
}

/** Whether a type may have something else for undefined; inside an option, zod's versions disagree when. */
function fillsIn(type: ZodType): boolean {
  const { def } = (type as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "default":
    case "prefault":
      return true;
    case "optional":
    case "nonoptional":
    case "nullable":
    case "readonly":
      return fillsIn(def.innerType);
    default:
      return false;
  }
}

/** For undefined zod may have something else, which it has to say itself. */
function present(inner: Printed): Printed {
  return inner.kind === "test"
    ? test([...inner.forms, "undefined"], (v) => `${v} !== undefined && (${inner.test(v)})`, false)
    : copy([...inner.forms, "undefined"], (v) => `(${v} === undefined ? undecided : ${inner.copy(v)})`);
}

function frozen(inner: Printed): Printed {
  const isPrimitive = ["array", "object", "other"].every((form) => !inner.forms.has(form as Form));
  // Freezing what tells of no copy does nothing.
  return isPrimitive ? inner : copy(inner.forms, (v) => `Object.freeze(${result(inner, v)})`);
}
