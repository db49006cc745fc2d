import type { ProcedureDescriptor } from "@hawser/client";
import { CodecCompiler, decodeBatch, encodeBatches, type Wire } from "@hawser/core";
import { expect, test } from "vitest";
import { connect, type Kinds } from "./golden/kinds.client.js";
import schema from "./golden/kinds.schema.js";

// Both halves of every codec: what the stub encodes the server decodes, and the other way round.

const values: Record<string, readonly unknown[]> = {
  any: [null, undefined, 1, "a", [1, { a: new Date(5) }], { a: undefined }, 5n],
  array: [[], [new Date(0), new Date(1e12)]],
  bigint: [0n, -1n, 2n ** 63n, -(2n ** 63n), 10n ** 30n],
  boolean: [true, false],
  bytes: [new Uint8Array(), Uint8Array.of(1, 2, 255)],
  bytesOrText: [Uint8Array.of(7), "text", ""],
  catchall: [{ id: "a" }, { id: "a", x: 1, y: 2 }],
  date: [new Date(0), new Date(-1), new Date("2024-02-29T12:00:00.123Z")],
  discriminated: [
    { type: "a", a: 1 },
    { type: "b", b: new Date(3) },
  ],
  empty: [{}],
  enum: ["small", "large"],
  int: [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  intersection: [{ a: "x", b: 2 }],
  json: [null, "a", [1, true, { a: [null] }]],
  literal: ["only"],
  literals: [1, "one", 1n],
  loose: [{}, { a: 1, b: [new Date(1)] }],
  map: [new Map(), new Map([["a", new Date(1)]])],
  node: [{ next: null }, { next: { next: { next: null } } }],
  null: [null],
  nullable: [null, new Date(5)],
  number: [0, -0, 1.5, Number.MAX_VALUE],
  object: [{}, { a: "x" }, { a: undefined }, { b: new Date(1) }, { a: "x", b: new Date(2) }],
  optional: [undefined, new Date(5)],
  partialRecord: [{}, { small: new Date(1) }, { small: new Date(1), large: new Date(2) }],
  readonly: [{ list: ["a"] }],
  record: [{}, { a: 1n, b: -5n }],
  recordOfEnum: [{ small: 1, large: 2 }],
  recordOfNumber: [{}, { 1: "a", 2.5: "b" }],
  set: [new Set(), new Set([new Date(1), new Date(2)])],
  setOfStrings: [new Set(["a", "b"])],
  string: ["", "a", "größe 🎈"],
  template: ["id-5"],
  tuple: [["a", new Date(1)]],
  tupleWithRest: [["a"], ["a", undefined], ["a", 1], ["a", 1, new Date(1), new Date(2)]],
  undefined: [undefined],
  union: ["a", new Date(1), [], [1, 2]],
  unknown: [{ a: 1 }, "x", null],
};

type AnyDescriptor = ProcedureDescriptor<unknown, unknown>;

/** What the stub hands to its connection for a procedure. */
function descriptorOf(path: string): AnyDescriptor {
  const client = connect("ws://127.0.0.1:9", { socket: () => ({}) as never });
  let descriptor: AnyDescriptor | undefined;
  client.connection.call = ((given: AnyDescriptor) => {
    descriptor = given;
    return Promise.resolve();
  }) as typeof client.connection.call;
  const [namespace, name] = path.split(".") as ["alone" | "field", keyof Kinds["alone"]];
  void (client[namespace][name] as (input: unknown) => Promise<unknown>)(undefined);
  void client.connection.close();
  return descriptor as AnyDescriptor;
}

/** A wire value as it arrives at the other end. */
function travel(wire: Wire): Wire {
  return decodeBatch(encodeBatches([[wire]], Number.POSITIVE_INFINITY)[0] as Uint8Array).frames[0]?.[0];
}

const { procedures, definitions } = schema.shape;

test("every kind has values here", () => {
  expect(Object.keys(values).sort()).toEqual(Object.keys(schema.procedures.alone as object).sort());
});

test.each(procedures.map((procedure, id) => ({ ...procedure, id })))("$path", ({ path, id, input, output }) => {
  const descriptor = descriptorOf(path);
  expect(descriptor).toMatchObject({ path, id });
  const compiler = new CodecCompiler(definitions);
  compiler.decoder(input ?? { kind: "null" }, "Input");
  compiler.encoder(output ?? { kind: "null" }, "Output");
  const [decodeInput, encodeOutput] = compiler.compile();

  const [place, name = ""] = path.split(".");
  for (const value of values[name] ?? []) {
    const given = place === "field" ? { [name]: value } : value;
    expect(decodeInput?.(travel(descriptor.encodeInput?.(given)))).toStrictEqual(given);
    expect(descriptor.decodeOutput?.(travel(encodeOutput?.(given)))).toStrictEqual(given);
  }
});
