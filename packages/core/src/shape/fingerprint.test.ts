import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineSchema, type SchemaOptions } from "../schema/define-schema.js";
import { procedure } from "../schema/procedure.js";
import type { ProcedureTree, SchemaMetadata, TopicTree } from "../schema/schema.js";
import { stream } from "../schema/stream.js";
import { type Topic, topic } from "../schema/topic.js";
import type { ZodType } from "../schema/zod.js";
import { fingerprintOf } from "./fingerprint.js";

type Options = Partial<SchemaOptions<ProcedureTree, TopicTree, ZodType | undefined, SchemaMetadata>>;

function fingerprint(options: Options): string {
  return fingerprintOf(defineSchema({ name: "chat", ...options }).shape);
}

function ofOutput(output: ZodType): string {
  return fingerprint({ procedures: { p: procedure({ output }) } });
}

const room = z.object({ room: z.string() });

test("known values: other versions and other languages must find the same", () => {
  expect(fingerprint({})).toBe("6d8165fa4e72ae10");
  expect(
    fingerprint({
      auth: z.object({ token: z.string() }),
      procedures: { rooms: { send: procedure({ input: room, output: z.int(), errors: { Full: room } }) } },
      topics: { messages: topic({ params: room, event: z.object({ text: z.string(), at: z.date().optional() }) }) },
    }),
  ).toBe("072d0d6b3ba2d815");
  expect(
    fingerprint({
      metadata: { call: z.object({ locale: z.string() }), answer: z.int() },
      procedures: { a: procedure({ input: stream(room), output: room }), b: procedure({ idempotent: true }) },
    }),
  ).toBe("aea7b622c9e137d9");
  expect(
    fingerprint({
      topics: { t: topic({ params: room, event: z.string().transform(Number).pipe(z.int()), publish: true }) },
    }),
  ).toBe("2f9d1794c4133caa");
});

test("the schema of PROTOCOL.md has the fingerprint that stands there", () => {
  expect(
    fingerprint({
      auth: z.object({ token: z.string() }),
      procedures: {
        rooms: {
          send: procedure({
            input: z.object({ room: z.string(), text: z.string() }),
            output: z.object({ id: z.int() }),
            errors: { RoomNotFound: room },
          }),
        },
      },
      topics: { messages: topic({ params: room, event: z.object({ from: z.string(), text: z.string() }) }) },
    }),
  ).toBe("1cc6b376d25f80b4");
});

test("16 hexadecimal characters", () => {
  for (let i = 0; i < 500; i++) expect(ofOutput(z.literal(i))).toMatch(/^[0-9a-f]{16}$/);
});

describe("what does not change it", () => {
  const plain = z.object({
    a: z.string(),
    b: z.array(z.number()),
    c: z.enum(["x", "y"]),
    d: z.union([z.date(), z.bigint()]),
  });

  const alike: Record<string, ZodType> = {
    checks: z.object({
      a: z.email().min(3),
      b: z.array(z.number().min(1)).max(9),
      c: z.enum(["x", "y"]),
      d: z.union([z.date(), z.bigint().positive()]),
    }),
    refinements: plain.refine(() => true).superRefine(() => {}),
    "descriptions and deprecation": z
      .object({
        a: z.string().describe("A"),
        b: z.array(z.number()).meta({ deprecated: true }),
        c: z.enum(["x", "y"]),
        d: z.union([z.date(), z.bigint()]),
      })
      .describe("All"),
    "the order of keys, values and options": z.object({
      d: z.union([z.bigint(), z.date()]),
      c: z.enum(["y", "x"]),
      b: z.array(z.number()),
      a: z.string(),
    }),
    "an enum instead of literals": z.object({
      a: z.string(),
      b: z.array(z.number()),
      c: z.union([z.literal("y"), z.literal("x")]),
      d: z.union([z.date(), z.bigint()]),
    }),
    brands: plain.brand<"Plain">(),
    readonly: plain.readonly(),
    strictness: z.strictObject(plain.shape),
    "transforms before it": z
      .string()
      .transform((): unknown => ({}))
      .pipe(plain),
    "lazy types": z.lazy(() => plain),
  };

  test.each(Object.entries(alike))("%s", (_name, type) => {
    expect(ofOutput(type)).toBe(ofOutput(plain));
  });

  test("that a type with a name has a brand", () => {
    const named = (brand: boolean): ZodType => z.array(plain.meta({ id: "Plain", brand }));
    expect(ofOutput(named(true))).toBe(ofOutput(named(false)));
  });

  test("the name of the API, descriptions of procedures and topics, their order", () => {
    const a = {
      name: "a",
      procedures: { x: procedure({ input: room }), y: procedure({}) },
      topics: { t: topic({ event: room }) },
    };
    const b = {
      name: "b",
      topics: { t: topic({ event: room, description: "T", deprecated: true }) },
      procedures: { y: procedure({ description: "Y" }), x: procedure({ input: room, deprecated: true }) },
    };
    expect(fingerprint(a)).toBe(fingerprint(b));
  });

  test("how declarations are nested, as long as their paths are the same", () => {
    const once = { procedures: { a: { b: procedure({}), c: procedure({}) } } };
    expect(fingerprint(once)).toBe(
      fingerprint({ procedures: { a: { c: procedure({}), b: procedure({}) }, empty: {} } }),
    );
  });

  test("which params a subscriber may leave open", () => {
    const params = z.object({ a: z.string() });
    const plain = fingerprint({ topics: { t: topic({ event: room, params }) } });
    expect(fingerprint({ topics: { t: topic({ event: room, params, wildcards: ["a"] }) } })).toBe(plain);
    expect(fingerprint({ topics: { t: topic({ event: room, params, wildcards: [] }) } })).toBe(plain);
  });

  test("what a topic keeps, and what becomes of who reads it too slowly", () => {
    const t = (policies: Partial<Topic<undefined, typeof room>>): string =>
      fingerprint({ topics: { t: topic({ event: room, ...policies }) } });
    const plain = t({});
    const history = { size: 10, ageMs: 1000 };
    for (const policies of [
      { history },
      { retain: true },
      { history, slowConsumer: "resume" },
      { slowConsumer: "conflate", conflateBy: "room" },
      { slowConsumer: "drop" },
      { slowConsumer: "disconnect" },
      { publish: false },
    ] as const) {
      expect(t(policies)).toBe(plain);
    }
  });

  test("to declare as absent what is absent", () => {
    const absent = { metadata: {}, procedures: { p: procedure({ input: room, idempotent: false }) } };
    expect(fingerprint(absent)).toBe(fingerprint({ procedures: { p: procedure({ input: room }) } }));
  });

  test("the usual window of an idempotent procedure, written out", () => {
    const p = (idempotent: true | { windowMs: number }): string =>
      fingerprint({ procedures: { p: procedure({ idempotent }) } });
    expect(p({ windowMs: 300_000 })).toBe(p(true));
  });

  test("what a named type is called", () => {
    const named = (id: string): ZodType => z.array(z.object({ a: z.string() }).meta({ id }));
    expect(ofOutput(named("Apple"))).toBe(ofOutput(named("Zebra")));
  });

  test("what the named options of a union are called", () => {
    const union = (first: string, second: string): ZodType =>
      z.union([z.object({ a: z.string() }).meta({ id: first }), z.object({ b: z.string() }).meta({ id: second })]);
    expect(ofOutput(union("A", "B"))).toBe(ofOutput(union("Z", "C")));
  });

  test("what a recursive type is called, and where it is first met", () => {
    const tree = (id?: string): ZodType => {
      const Tree: z.ZodType = z.lazy(() => z.object({ left: Tree.optional(), or: z.union([z.string(), Tree]) }));
      return id === undefined ? Tree : Tree.register(z.globalRegistry, { id });
    };
    const at = (first: ZodType, second: ZodType): string =>
      fingerprint({ procedures: { p: procedure({ input: first, output: second }) } });
    expect(at(z.string(), tree("Apple"))).toBe(at(z.string(), tree("Zebra")));
    expect(at(z.string(), tree())).toBe(at(z.string(), tree("Zebra")));

    const once = tree();
    expect(at(once, once)).toBe(at(tree("A"), tree("A")));
  });
});

describe("what changes it", () => {
  /** Types that all travel differently. */
  const different: Record<string, ZodType> = {
    string: z.string(),
    number: z.number(),
    int: z.int(),
    boolean: z.boolean(),
    null: z.null(),
    undefined: z.undefined(),
    bigint: z.bigint(),
    date: z.date(),
    bytes: z.instanceof(Uint8Array),
    any: z.any(),
    unknown: z.unknown(),
    json: z.json(),
    literal: z.literal("a"),
    "another literal": z.literal("b"),
    "a literal of another type": z.literal(1),
    "a literal of its digits": z.literal("1"),
    "a bigint literal": z.literal(1n),
    enum: z.enum(["a", "b"]),
    "a larger enum": z.enum(["a", "b", "c"]),
    template: z.templateLiteral(["a", z.string()]),
    "another template": z.templateLiteral([z.string(), "a"]),
    optional: z.string().optional(),
    nullable: z.string().nullable(),
    nullish: z.string().nullish(),
    array: z.array(z.string()),
    "an array of others": z.array(z.number()),
    set: z.set(z.string()),
    tuple: z.tuple([z.string()]),
    "a longer tuple": z.tuple([z.string(), z.string()]),
    "an open tuple": z.tuple([z.string()], z.string()),
    "an optional item": z.tuple([z.string().optional()]),
    object: z.object({ a: z.string() }),
    "an empty object": z.object({}),
    "another key": z.object({ b: z.string() }),
    "another type behind the key": z.object({ a: z.number() }),
    "an added key": z.object({ a: z.string(), b: z.string() }),
    "an optional key": z.object({ a: z.string().optional() }),
    "an exact optional key": z.object({ a: z.exactOptional(z.string()) }),
    "a nullable key": z.object({ a: z.string().nullable() }),
    "a loose object": z.looseObject({ a: z.string() }),
    "a catchall": z.object({ a: z.string() }).catchall(z.string()),
    record: z.record(z.string(), z.string()),
    "a record by another key": z.record(z.enum(["a"]), z.string()),
    "a partial record": z.partialRecord(z.enum(["a"]), z.string()),
    map: z.map(z.string(), z.string()),
    "a union": z.union([z.string(), z.number()]),
    "a larger union": z.union([z.string(), z.number(), z.boolean()]),
    recursion: (() => {
      const Node: z.ZodType = z.lazy(() => z.array(Node));
      return Node;
    })(),
    "other recursion": (() => {
      const Node: z.ZodType = z.lazy(() => z.array(z.array(Node)));
      return Node;
    })(),
  };

  test("each wire-relevant difference of a type", () => {
    const byFingerprint = new Map<string, string>();
    for (const [name, type] of Object.entries(different)) {
      const hash = ofOutput(type);
      expect([name, byFingerprint.get(hash)]).toEqual([name, undefined]);
      byFingerprint.set(hash, name);
    }
  });

  const base = {
    procedures: { p: procedure({ input: room, output: room, errors: { Full: room } }) },
    topics: { t: topic({ event: room }) },
  };
  const changed: Record<string, Options> = {
    auth: { ...base, auth: room },
    "another path of a procedure": { ...base, procedures: { q: base.procedures.p } },
    "an added procedure": { ...base, procedures: { ...base.procedures, q: procedure({}) } },
    "a removed procedure": { topics: base.topics },
    "no input": { ...base, procedures: { p: procedure({ output: room, errors: { Full: room } }) } },
    "no output": { ...base, procedures: { p: procedure({ input: room, errors: { Full: room } }) } },
    "no errors": { ...base, procedures: { p: procedure({ input: room, output: room }) } },
    "another error code": {
      ...base,
      procedures: { p: procedure({ input: room, output: room, errors: { Empty: room } }) },
    },
    "another type of an error": {
      ...base,
      procedures: { p: procedure({ input: room, output: room, errors: { Full: z.string() } }) },
    },
    "an input of items": {
      ...base,
      procedures: { p: procedure({ input: stream(room), output: room, errors: { Full: room } }) },
    },
    "an output of items": {
      ...base,
      procedures: { p: procedure({ input: room, output: stream(room), errors: { Full: room } }) },
    },
    "input and output of items": {
      ...base,
      procedures: { p: procedure({ input: stream(room), output: stream(room), errors: { Full: room } }) },
    },
    idempotent: {
      ...base,
      procedures: { p: procedure({ input: room, output: room, errors: { Full: room }, idempotent: true }) },
    },
    "idempotent for another while": {
      ...base,
      procedures: {
        p: procedure({ input: room, output: room, errors: { Full: room }, idempotent: { windowMs: 1000 } }),
      },
    },
    "metadata of calls": { ...base, metadata: { call: room } },
    "metadata of answers": { ...base, metadata: { answer: room } },
    "metadata of both": { ...base, metadata: { call: room, answer: room } },
    "another type of metadata": { ...base, metadata: { call: z.string() } },
    "another path of a topic": { ...base, topics: { u: base.topics.t } },
    params: { ...base, topics: { t: topic({ event: room, params: room }) } },
    "another event": { ...base, topics: { t: topic({ event: z.string() }) } },
    "a topic to which clients publish": { ...base, topics: { t: topic({ event: room, publish: true }) } },
    "a topic to which clients publish what another event is made of": {
      ...base,
      topics: {
        t: topic({
          event: z
            .string()
            .transform((text) => ({ room: text }))
            .pipe(room),
          publish: true,
        }),
      },
    },
    "a topic in place of a procedure": { topics: { ...base.topics, p: topic({ event: room }) } },
  };

  test.each(Object.entries(changed))("%s", (_name, options) => {
    expect(fingerprint(options)).not.toBe(fingerprint(base));
  });

  test("and each of these in its own way", () => {
    const found = Object.values(changed).map(fingerprint);
    expect(new Set(found).size).toBe(found.length);
  });
});
