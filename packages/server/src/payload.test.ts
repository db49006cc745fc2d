import {
  decodeBatch,
  defineSchema,
  encodeBatches,
  encodings,
  kinds,
  procedure,
  undecided,
  type Wire,
  type ZodType,
} from "@hawser/core";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Definitions, readPayload, writePayload } from "./payload.js";
import { type BoundPayload, PayloadCompiler } from "./payload-compiler.js";
import { type Checked, validate, validateNow } from "./validate.js";

const Row = z.object({
  title: z.string().min(2),
  note: z.string().optional(),
  at: z.date(),
  area: z.union([z.object({ width: z.int() }), z.object({ width: z.int(), height: z.int() })]),
});
const row = { title: "ab", at: new Date(5), area: { width: 2 } };

function boundTo(type: ZodType): { readonly payload: BoundPayload; readonly definitions: Definitions } {
  const { shape } = defineSchema({ name: "t", procedures: { p: procedure({ input: type }) } });
  const compiler = new PayloadCompiler(shape.definitions);
  const payload = compiler.add(type, shape.procedures[0]?.input as BoundPayload["shape"]);
  compiler.finish();
  return { payload, definitions: shape.definitions };
}

/** A value as the other end reads it out of bytes. */
function received(wire: Wire): Wire {
  const [message] = encodeBatches([[kinds.result, 0, wire]], Number.POSITIVE_INFINITY);
  return decodeBatch(message as Uint8Array).frames[0]?.[2];
}

describe.each([
  ["by position", encodings.positional],
  ["in maps", encodings.maps],
] as const)("%s", (_name, encoding) => {
  const { payload, definitions } = boundTo(Row);
  const read = (value: unknown) =>
    readPayload(payload, received(writePayload(payload, value, encoding)), encoding, definitions);

  test("a value arrives as zod makes it, without zod", () => {
    const run = vi.spyOn(Row._zod, "run");
    const checked = read(row) as Checked & { ok: true };
    expect(checked).toEqual({ ok: true, value: row });
    expect(Object.keys(checked.value as object)).toEqual(["title", "at", "area"]);
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });

  test("zod says what is wrong with a value", () => {
    expect(read({ ...row, title: "a" })).toMatchObject({
      ok: false,
      error: { code: "invalid_input", data: { issues: [{ path: ["title"], code: "too_small" }] } },
    });
  });

  test("zod takes what a check cannot decide", () => {
    const value = { ...row, title: "a\u{1f600}" };
    expect(payload.check?.(value)).toBe(undecided);
    expect(read(value)).toEqual({ ok: true, value });
  });

  test("the first option that fits takes a value, as in zod", () => {
    const value = { ...row, area: { height: 1, width: 2 } };
    expect(read(value)).toEqual({ ok: true, value: row });
    expect(z.parse(Row, value)).toEqual(row);
  });
});

test("a type with parts that only zod can judge has no check", () => {
  const { payload } = boundTo(z.object({ title: z.string().trim() }));
  expect(payload.check).toBeUndefined();
  expect(validate(payload, { title: " a " })).toEqual({ ok: true, value: { title: "a" } });
});

test("a validated value is a copy without undeclared keys, whoever made it", () => {
  const { payload } = boundTo(Row);
  const given = { secret: 1, ...row };
  const valid = validateNow(payload, given, "row");
  expect(valid).toEqual(row);
  given.title = "changed later";
  given.area.width = 9;
  expect(valid).toEqual({ ...row, area: { width: 2 } });
});
