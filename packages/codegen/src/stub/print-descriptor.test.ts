import { CodecPrinter, type SchemaShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts, procedureShape, topicShape } from "../../test/print-parts.js";
import { DescriptorPrinter } from "./print-descriptor.js";

function print(declarations: Partial<SchemaShape>): { schema: string; operations: string[] } {
  const { schema, stub, imports } = printParts(declarations);
  const codecs = new CodecPrinter(schema.definitions, { typed: true });
  const descriptors = new DescriptorPrinter(schema, codecs, imports);
  return {
    schema: descriptors.schema(stub, "0123456789abcdef"),
    operations: stub.operations.map((operation) => descriptors.operation(operation)),
  };
}

test("a procedure", () => {
  const { operations } = print({
    procedures: [
      procedureShape("ping"),
      procedureShape("rooms.send", {
        input: { kind: "object", fields: [{ name: "room", shape: { kind: "string" } }] },
        output: { kind: "date" },
        errors: [{ code: "Full", data: { kind: "string" } }],
      }),
    ],
  });
  expect(operations).toEqual([
    ["const ping: ProcedureDescriptor<void, void> = {", '  path: "ping",', "  id: 0,", "};"].join("\n"),
    [
      "const roomsSend: ProcedureDescriptor<RoomsSendInput, RoomsSendOutput> = {",
      '  path: "rooms.send",',
      "  id: 1,",
      "  encodeInput: (v: Wire) => [v.room],",
      "  decodeOutput: (w: Wire) => new Date(w),",
      `  outputShape: '{"kind":"date"}',`,
      "  errors: {",
      "    Full: {",
      "      decode: (w: Wire) => w,",
      `      shape: '{"kind":"string"}',`,
      "    },",
      "  },",
      "};",
    ].join("\n"),
  ]);
});

test("a topic", () => {
  const { operations } = print({
    topics: [topicShape("a", { params: { kind: "string" } }), topicShape("b", { event: { kind: "date" } })],
  });
  expect(operations).toEqual([
    [
      "const a: TopicDescriptor<AParams, AEvent> = {",
      '  path: "a",',
      "  id: 0,",
      "  encodeParams: (v: Wire) => v,",
      "  decodeEvent: (w: Wire) => w,",
      `  eventShape: '{"kind":"string"}',`,
      "};",
    ].join("\n"),
    [
      "const b: TopicDescriptor<void, BEvent> = {",
      '  path: "b",',
      "  id: 1,",
      "  decodeEvent: (w: Wire) => new Date(w),",
      `  eventShape: '{"kind":"date"}',`,
      "};",
    ].join("\n"),
  ]);
});

test("a topic that keeps events, and to which clients publish", () => {
  const { operations } = print({
    topics: [
      topicShape("a", { history: { size: 1, ageMs: 1 }, publish: { kind: "date" } }),
      topicShape("b", { retain: true }),
      topicShape("c", { slowConsumer: "drop" }),
    ],
  });
  expect(operations).toEqual([
    [
      "const a: TopicDescriptor<void, AEvent> = {",
      '  path: "a",',
      "  id: 0,",
      "  decodeEvent: (w: Wire) => w,",
      `  eventShape: '{"kind":"string"}',`,
      "  encodePublish: (v: Wire) => v.getTime(),",
      "  history: true,",
      "};",
    ].join("\n"),
    expect.stringMatching(/eventShape: '\{"kind":"string"\}',\n {2}history: true,\n {2}retain: true,\n\};$/),
    expect.stringMatching(/eventShape: '\{"kind":"string"\}',\n\};$/),
  ]);
});

test("bytes anywhere in what goes to the server are announced", () => {
  const { operations } = print({
    procedures: [
      procedureShape("a", { input: { kind: "array", item: { kind: "ref", to: "File" } } }),
      procedureShape("b", { output: { kind: "ref", to: "File" } }),
    ],
    topics: [
      topicShape("c", { event: { kind: "ref", to: "File" } }),
      topicShape("d", { event: { kind: "ref", to: "File" }, publish: { kind: "ref", to: "File" } }),
    ],
    definitions: { File: { kind: "object", fields: [{ name: "content", shape: { kind: "bytes" } }] } },
  });
  expect(operations[0]).toContain("  readBlobs: readBlobs,");
  expect(operations[1]).not.toContain("readBlobs");
  expect(operations[2]).not.toContain("readBlobs");
  expect(operations[3]).toContain("  readBlobs: readBlobs,");
});

test("the schema carries the definitions that a client receives", () => {
  const { schema } = print({
    procedures: [procedureShape("a", { input: { kind: "ref", to: "In" }, output: { kind: "ref", to: "Out" } })],
    definitions: {
      In: { kind: "string" },
      Inner: { kind: "int", description: "left out" },
      Out: { kind: "array", item: { kind: "ref", to: "Inner" } },
    },
  });
  expect(schema).toBe(
    [
      "const schema: SchemaDescriptor = {",
      '  name: "test",',
      '  fingerprint: "0123456789abcdef",',
      "  definitions: {",
      `    Inner: '{"kind":"int"}',`,
      `    Out: '{"kind":"array","item":{"kind":"ref","to":"Inner"}}',`,
      "  },",
      "};",
    ].join("\n"),
  );
});

test("what streams, and what is idempotent", () => {
  const { operations } = print({
    procedures: [
      procedureShape("backlog", { streams: "output", input: { kind: "int" }, output: { kind: "date" } }),
      procedureShape("pay", { idempotentMs: 300_000 }),
    ],
  });
  expect(operations).toEqual([
    [
      "const backlog: ProcedureDescriptor<BacklogInput, BacklogOutputItem> = {",
      '  path: "backlog",',
      "  id: 0,",
      '  streams: "output",',
      "  encodeInput: encodeNumber,",
      "  decodeOutput: (w: Wire) => new Date(w),",
      `  outputShape: '{"kind":"date"}',`,
      "};",
    ].join("\n"),
    [
      "const pay: ProcedureDescriptor<void, void> = {",
      '  path: "pay",',
      "  id: 1,",
      "  idempotentMs: 300_000,",
      "};",
    ].join("\n"),
  ]);
});

test.each([
  [1, "1"],
  [999, "999"],
  [86_400_000, "86_400_000"],
])("a window of %d ms", (idempotentMs, printed) => {
  expect(print({ procedures: [procedureShape("a", { idempotentMs })] }).operations[0]).toContain(
    `  idempotentMs: ${printed},`,
  );
});

test("the schema tells how metadata travels, and what answers carry", () => {
  const { schema } = print({
    metadata: {
      call: { kind: "object", fields: [{ name: "locale", shape: { kind: "string" } }] },
      answer: { kind: "ref", to: "Cost" },
    },
    definitions: { Cost: { kind: "date" } },
  });
  expect(schema).toBe(
    [
      "const schema: SchemaDescriptor = {",
      '  name: "test",',
      '  fingerprint: "0123456789abcdef",',
      "  definitions: {",
      `    Cost: '{"kind":"date"}',`,
      "  },",
      "  metadata: {",
      "    encodeCall: (v: Wire) => [v.locale],",
      "    decodeAnswer: decodeCost,",
      `    answerShape: '{"kind":"ref","to":"Cost"}',`,
      "  },",
      "};",
    ].join("\n"),
  );
});

test("how members travel, whose definitions a client receives, and which params may be left open", () => {
  const { schema, operations } = print({
    topics: [
      topicShape("doors", {
        params: { kind: "object", fields: ["a", "b"].map((name) => ({ name, shape: { kind: "string" } })) },
        presence: { input: { kind: "int" }, output: { kind: "ref", to: "Since" } },
        wildcards: ["a", "b"],
      }),
      topicShape("halls", { params: { kind: "string" }, wildcards: [] }),
    ],
    definitions: { Since: { kind: "date" } },
  });
  expect(operations).toEqual([
    [
      "const doors: TopicDescriptor<DoorsParams, DoorsEvent> = {",
      '  path: "doors",',
      "  id: 0,",
      "  encodeParams: (v: Wire) => [v.a, v.b],",
      "  decodeEvent: (w: Wire) => w,",
      `  eventShape: '{"kind":"string"}',`,
      "  presence: {",
      "    encode: encodeNumber,",
      "    decode: decodeSince,",
      `    shape: '{"kind":"ref","to":"Since"}',`,
      "  },",
      '  wildcards: ["a", "b"],',
      "};",
    ].join("\n"),
    [
      "const halls: TopicDescriptor<HallsParams, HallsEvent> = {",
      '  path: "halls",',
      "  id: 1,",
      "  encodeParams: (v: Wire) => v,",
      "  decodeEvent: (w: Wire) => w,",
      `  eventShape: '{"kind":"string"}',`,
      "};",
    ].join("\n"),
  ]);
  expect(schema).toContain(`    Since: '{"kind":"date"}',`);
});
