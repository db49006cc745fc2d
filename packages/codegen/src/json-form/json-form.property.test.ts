import assert from "node:assert/strict";
import type { Shape } from "@hawser/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inputShape, type ReadShape } from "../../../core/test/shapes.js";
import { typed } from "../../../core/test/typed.js";
import { fromJson } from "./from-json.js";
import type { Json } from "./json.js";
import { toJson } from "./to-json.js";

const cases = fc.oneof(typed(0), typed(1), typed(2), typed(3)).chain(({ type, value }) => {
  const read = inputShape(type);
  return value.map((value) => ({ ...read, value }));
});

test("what toJson says, fromJson reads, and reads as the same where JSON tells the options of a union apart", () => {
  let exact = 0;
  fc.assert(
    fc.property(cases, ({ shape, definitions, value }) => {
      const json = JSON.parse(JSON.stringify(toJson(value))) as Json;
      const back = fromJson(json, shape, definitions);
      if (!tells({ shape, definitions })) return;
      exact += 1;
      assert.deepStrictEqual(plain(back), plain(value));
    }),
    { numRuns: 3_000 },
  );
  expect(exact).toBeGreaterThan(1_000);
});

/** Without what JSON cannot say: the sign of a zero, and keys that are there with `undefined`. */
function plain(value: unknown): unknown {
  if (value === 0) return 0;
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Set) return new Set([...value].map(plain));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [plain(key), plain(item)]));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

/** Whether every two values of a type differ in their JSON forms. */
function tells({ shape, definitions }: ReadShape, seen: ReadonlySet<string> = new Set()): boolean {
  const inner = (part: Shape): boolean => tells({ shape: part, definitions }, seen);
  switch (shape.kind) {
    case "any":
    case "unknown":
      return false;
    case "literal":
      return true;
    case "nullable":
      return inner(shape.of) && !form(shape.of, definitions).has("null");
    case "optional":
      return inner(shape.of) && !form(shape.of, definitions).has("null");
    case "array":
    case "set":
      return inner(shape.item);
    case "tuple":
      return [...shape.items, ...(shape.rest ? [shape.rest] : [])].every(inner);
    case "object":
      return shape.fields.every((field) => inner(field.shape)) && (!shape.rest || inner(shape.rest));
    case "record":
      return inner(shape.value);
    case "map":
      return inner(shape.key) && inner(shape.value);
    case "union": {
      const forms = shape.options.flatMap((option) => [...form(option, definitions)]);
      const isTagged = shape.tag !== undefined;
      return shape.options.every(inner) && (isTagged || new Set(forms).size === forms.length);
    }
    case "ref":
      if (seen.has(shape.to)) return true;
      return tells({ shape: definitions[shape.to] as Shape, definitions }, new Set([...seen, shape.to]));
    default:
      return true;
  }
}

/** The kinds of JSON that values of a type take. */
function form(shape: Shape, definitions: ReadShape["definitions"]): ReadonlySet<string> {
  switch (shape.kind) {
    case "json":
    case "any":
    case "unknown":
      return new Set(["string", "number", "boolean", "null", "array", "object"]);
    case "number":
    case "int":
      return new Set(["number"]);
    case "boolean":
      return new Set(["boolean"]);
    case "null":
    case "undefined":
      return new Set(["null"]);
    case "literal":
      return new Set(
        shape.values.map((value) => (value === null ? "null" : typeof value === "object" ? "string" : typeof value)),
      );
    case "nullable":
    case "optional":
      return new Set([...form(shape.of, definitions), "null"]);
    case "array":
    case "tuple":
    case "set":
    case "map":
      return new Set(["array"]);
    case "object":
    case "record":
      return new Set(["object"]);
    case "union":
      return new Set(shape.options.flatMap((option) => [...form(option, definitions)]));
    case "ref":
      return form(definitions[shape.to] as Shape, definitions);
    default:
      return new Set(["string"]);
  }
}
