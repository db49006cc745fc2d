import { defineSchema, procedure, type Shape } from "@hawser/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type DocumentedSchema, documentSchema } from "../../src/docs/documented-schema.js";
import { jsonSchemaOf } from "../../src/docs/json-schema/json-schema-of.js";
import { printJsonSchema } from "../../src/docs/json-schema/print-json-schema.js";
import { payloadTypesOf } from "../../src/docs/payload-types.js";
import { exampleOf } from "../../src/docs/usage/example-value.js";
import { toJson } from "../../src/json-form/to-json.js";
import { documented, schemaFiles } from "./documented.js";

const strict = { strict: true, allErrors: true, strictTuples: false, allowUnionTypes: true } as const;

function compile(schema: DocumentedSchema): Ajv2020 {
  const ajv = new Ajv2020(strict);
  addFormats.default(ajv);
  const document = JSON.parse(printJsonSchema(schema, "Generated."));
  // Against the official meta-schema; throws where it is not what that demands.
  expect(ajv.validateSchema(document, true)).toBe(true);
  return ajv.addSchema(document, "schema");
}

function complaints(ajv: Ajv2020, type: string, value: unknown): unknown {
  const validate = ajv.getSchema(`schema#/$defs/${encodeURIComponent(type)}`);
  if (!validate) throw new Error(`There is no type ${type}.`);
  return validate(value) ? [] : validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe.each(schemaFiles)("%s", (file) => {
  test("is valid, has every type, and accepts an example of each", async () => {
    const schema = await documented(file);
    const ajv = compile(schema);
    const types = payloadTypesOf(schema.stub);
    expect(types.length).toBeGreaterThan(0);
    for (const { name, shape } of types) {
      const example = exampleOf(shape, schema.schema.definitions);
      expect(complaints(ajv, name, toJson(example?.value)), name).toEqual([]);
    }
  });

  test("is the same each time", async () => {
    const [a, b] = [await documented(file), await documented(file)];
    expect(printJsonSchema(a, "")).toBe(printJsonSchema(b, ""));
  });
});

describe("objects of several places", () => {
  const defsOf = async (schema: DocumentedSchema): Promise<Record<string, unknown>> =>
    JSON.parse(printJsonSchema(schema, "")).$defs;

  test("stand in one, called as in the stub, and those that differ in their side alone are one", async () => {
    const schema = await documented(schemaFiles.find((file) => file.includes("logistics")) as string);
    expect(schema.shared.declared.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Location", "LocationInput", "Parcel"]),
    );
    const defs = await defsOf(schema);
    expect(defs).not.toHaveProperty("LocationInput");
    expect(defs.Parcel).toMatchObject({ type: "object", properties: { size: { $ref: "#/$defs/Size" } } });
    const text = JSON.stringify(defs);
    for (const { name } of schema.shared.declared) {
      if (name in defs) expect(text.split(`"#/$defs/${name}"`).length, name).toBeGreaterThan(1);
    }
  });

  test("say at a place what is about that place alone", () => {
    const Point = z.object({ x: z.number(), y: z.number() }).describe("A place on the map.");
    const { shape } = defineSchema({
      name: "test",
      procedures: {
        move: procedure({
          input: z.object({ fromPoint: Point, toPoint: Point.describe("Where to."), viaPoints: z.array(Point) }),
        }),
        where: procedure({ output: z.object({ herePoint: Point }) }),
      },
    });
    const { $defs } = JSON.parse(printJsonSchema(documentSchema(shape, ""), ""));
    const point = { $ref: "#/$defs/Point" };
    expect($defs.MoveInput.properties).toEqual({
      fromPoint: { description: "A place on the map.", ...point },
      toPoint: { description: "Where to.", ...point },
      viaPoints: { type: "array", items: { description: "A place on the map.", ...point } },
    });
    expect($defs.WhereOutput.properties).toEqual({ herePoint: { description: "A place on the map.", ...point } });
    expect($defs.Point).toMatchObject({ type: "object", required: ["x", "y"] });
    expect($defs.Point).not.toHaveProperty("description");
  });

  test("do not say again what they say of themselves", () => {
    const Point = z.object({ x: z.number(), y: z.number() }).describe("A place on the map.");
    const { shape } = defineSchema({
      name: "test",
      procedures: { line: procedure({ output: z.object({ fromPoint: Point, toPoint: Point }) }) },
    });
    const { $defs } = JSON.parse(printJsonSchema(documentSchema(shape, ""), ""));
    const point = { $ref: "#/$defs/Point" };
    expect($defs.LineOutput.properties).toEqual({ fromPoint: point, toPoint: point });
    expect($defs.Point.description).toBe("A place on the map.");
  });
});

describe("the harbour", async () => {
  const ajv = compile(await documented(schemaFiles.at(-1) as string));
  const ship = { imo: "IMO 9", name: "Ada", flag: null, state: "moored", lengthM: 12.5 };
  const announcement = {
    ship,
    cargo: [{ kind: "bulk", tonnes: 1, material: "ore" }],
    holds: { label: "fore", parts: [{ label: "a", parts: [{ label: "b" }] }] },
    eta: "2026-01-31T12:00:00.000Z",
    contact: { name: "Ann", phone: null, languages: ["en", "nl"] },
    remarks: [["customs", "seal 7"]],
  };

  test.each<[string, string, unknown]>([
    ["an input", "ShipsAnnounceInput", announcement],
    ["a key that is not declared", "Ship", { ...ship, tonnage: 5 }],
    ["bytes", "Ship", { ...ship, photo: "/9j/4AA=" }],
    ["an error", "ShipsAnnounceError", { code: "PortFull", message: "full", data: { freeAt: "2026-01-31T12:00:00Z" } }],
    ["an error of Hawser's own", "ShipsAnnounceError", { code: "timeout", message: "too late" }],
    ["params", "ShipsMovedParams", { area: "roads", flag: "NL" }],
    ["an event", "RadioEvent", { from: "a", text: "b" }],
    ["a member", "RadioMember", { station: "a", silent: true }],
    [
      "a bigint",
      "CustomsDeclarationsCreateInput",
      { cargo: { kind: "vehicles", count: 1 }, value: "-90071992547409930", notes: [null, { a: 1 }] },
    ],
    ["names of all alphabets", "Größe", { länge: 1, "breite in m": 2, 名前: "x" }],
    ["no output", "ShipsByCallSignOutput", null],
  ])("accepts %s", (_, type, value) => {
    expect(complaints(ajv, type, value)).toEqual([]);
  });

  test.each<[string, string, unknown, string]>([
    ["a missing key", "ShipsAnnounceInput", { ...announcement, eta: undefined }, " must have required property 'eta'"],
    [
      "a date that is none",
      "ShipsAnnounceInput",
      { ...announcement, eta: "soon" },
      '/eta must match format "date-time"',
    ],
    ["an option of no kind", "Cargo", { kind: "people", count: 1 }, "/kind must be equal to constant"],
    [
      "a set with the same twice",
      "ShipsAnnounceInput",
      { ...announcement, contact: { ...announcement.contact, languages: ["en", "en"] } },
      "/contact/languages must NOT have duplicate items",
    ],
    [
      "a pair too short",
      "ShipsAnnounceInput",
      { ...announcement, remarks: [["customs"]] },
      "/remarks/0 must NOT have fewer than 2 items",
    ],
    [
      "a fault deep inside itself",
      "Hold",
      { label: "a", parts: [{ label: "b", parts: [{}] }] },
      "/parts/0/parts/0 must have required property 'label'",
    ],
    ["a value of no enum", "Ship", { ...ship, state: "sunk" }, "/state must be equal to one of the allowed values"],
    ["null where it is not allowed", "Ship", { ...ship, draughtM: null }, "/draughtM must be number"],
    ["a template that does not match", "Ship", { ...ship, imo: "9" }, '/imo must match pattern "^IMO -?[0-9]+$"'],
    ["what is no base64", "Ship", { ...ship, photo: "?" }, "/photo must match pattern"],
    [
      "digits as a number",
      "CustomsDeclarationsCreateInput",
      { cargo: { kind: "vehicles", count: 1 }, value: 9, notes: null },
      "/value must be string",
    ],
    ["a fraction for an int", "RadioParams", { channel: 1.5 }, "/channel must be integer"],
    [
      "an error without its data",
      "ShipsAnnounceError",
      { code: "PortFull", message: "" },
      "must have required property 'data'",
    ],
    [
      "a code that the procedure does not have",
      "ShipsAnnounceError",
      { code: "Nope", message: "" },
      "/code must be equal to constant",
    ],
  ])("refuses %s", (_, type, value, complaint) => {
    // As JSON has it: without keys that are undefined.
    const found = complaints(ajv, type, JSON.parse(JSON.stringify(value))) as string[];
    expect(
      found.some((line) => line.includes(complaint)),
      found.join("\n"),
    ).toBe(true);
  });
});

describe("a shape", () => {
  const context = {
    version: "2020-12",
    refTo: (name: string) => `#/$defs/${name}`,
    definitions: {},
    sharedAs: () => undefined,
  } as const;
  const of = (shape: Shape): unknown => jsonSchemaOf(shape, context);
  const string = { kind: "string" } as const;
  const optional = { kind: "optional", of: string } as const;

  test.each<[string, Shape, unknown]>([
    ["anything", { kind: "unknown" }, true],
    ["anything, described", { kind: "any", description: "x" }, { description: "x" }],
    ["null or text", { kind: "nullable", of: string }, { type: ["string", "null"] }],
    [
      "undefined, null or text",
      { kind: "optional", of: { kind: "nullable", of: string } },
      { type: ["string", "null"] },
    ],
    [
      "a nullable reference",
      { kind: "nullable", of: { kind: "ref", to: "A" } },
      { anyOf: [{ $ref: "#/$defs/A" }, { type: "null" }] },
    ],
    ["a nullable anything", { kind: "nullable", of: { kind: "any" } }, true],
    ["one literal", { kind: "literal", values: [{ bigint: "5" }] }, { const: "5" }],
    ["literals that are alike in JSON", { kind: "literal", values: ["5", { bigint: "5" }] }, { enum: ["5"] }],
    [
      "undefined in an array",
      { kind: "array", item: optional },
      { type: "array", items: { type: ["string", "null"] } },
    ],
    [
      "an absent key",
      { kind: "object", fields: [{ name: "a", shape: optional, optional: true }] },
      { type: "object", properties: { a: { type: "string" } } },
    ],
    [
      "a key that must be absent",
      { kind: "object", fields: [{ name: "a", shape: { kind: "undefined" } }] },
      { type: "object", properties: { a: { not: {} } } },
    ],
    [
      "other keys",
      { kind: "object", fields: [], rest: string },
      { type: "object", properties: {}, additionalProperties: { type: "string" } },
    ],
    ["an empty tuple", { kind: "tuple", items: [] }, { type: "array", maxItems: 0 }],
    [
      "a tuple with more",
      { kind: "tuple", items: [string, optional], rest: string },
      {
        type: "array",
        prefixItems: [{ type: "string" }, { type: ["string", "null"] }],
        items: { type: "string" },
        minItems: 1,
      },
    ],
    [
      "a set of dates",
      { kind: "set", item: { kind: "date" } },
      { type: "array", items: { type: "string", format: "date-time" } },
    ],
    [
      "counted keys",
      { kind: "record", key: { kind: "literal", values: ["a", 1] }, value: string },
      {
        type: "object",
        properties: { 1: { type: "string" }, a: { type: "string" } },
        required: ["a", "1"],
        additionalProperties: false,
      },
    ],
    [
      "keys that are numbers",
      { kind: "record", key: { kind: "int" }, value: string },
      {
        type: "object",
        propertyNames: { type: "string", pattern: "^-?[0-9]+$" },
        additionalProperties: { type: "string" },
      },
    ],
    [
      "any keys",
      { kind: "record", key: string, value: string },
      { type: "object", additionalProperties: { type: "string" } },
    ],
    [
      "a union by tag",
      { kind: "union", tag: "t", options: [string, { kind: "date" }] },
      { oneOf: [{ type: "string" }, { type: "string", format: "date-time" }] },
    ],
    [
      "what is deprecated",
      { ...string, description: "x", deprecated: true },
      { description: "x", deprecated: true, type: "string" },
    ],
  ])("%s", (_, shape, schema) => {
    expect(of(shape)).toEqual(schema);
  });

  test("in draft-07 has tuples and references as that has", () => {
    const draft = { ...context, version: "draft-07" } as const;
    expect(jsonSchemaOf({ kind: "tuple", items: [string], rest: string }, draft)).toEqual({
      type: "array",
      items: [{ type: "string" }],
      additionalItems: { type: "string" },
      minItems: 1,
    });
    expect(jsonSchemaOf({ kind: "ref", to: "A", description: "x" }, draft)).toEqual({
      description: "x",
      allOf: [{ $ref: "#/$defs/A" }],
    });
  });

  test.each<[string, readonly (string | Shape)[], string[], string[]]>([
    ["a fixed part", ["a.b/", { kind: "int" }], ["a.b/-5"], ["axb/5", "a.b/", "a.b/5 "]],
    ["numbers", [{ kind: "number" }, "px"], ["1.5px", "1e3px"], ["px", "1.px"]],
    [
      "words",
      [{ kind: "boolean" }, "-", { kind: "literal", values: ["x|y", 2] }],
      ["true-x|y", "false-2"],
      ["true-x", "yes-2"],
    ],
    ["what may be absent", ["v", { kind: "optional", of: { kind: "int" } }], ["v", "v1"], ["vx"]],
    ["what may be null", ["v", { kind: "nullable", of: { kind: "bigint" } }], ["vnull", "v1"], ["v"]],
  ])("is a template with %s", (_, parts, accepted, refused) => {
    const { pattern } = of({ kind: "template", parts }) as { pattern: string };
    const expression = new RegExp(pattern, "u");
    for (const text of accepted) expect(text).toMatch(expression);
    for (const text of refused) expect(text).not.toMatch(expression);
  });
});
