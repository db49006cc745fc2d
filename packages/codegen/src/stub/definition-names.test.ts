import type { SchemaShape, Shape } from "@hawser/core";
import { expect, test } from "vitest";
import { DefinitionNames } from "./definition-names.js";
import { Names } from "./names.js";

function schema(
  definitions: Record<string, Shape>,
  use: Partial<Record<"input" | "output" | "params", string[]>>,
): SchemaShape {
  const refs = (names: string[] | undefined): Shape => ({
    kind: "tuple",
    items: (names ?? []).map((to) => ({ kind: "ref", to })),
    readonly: true,
  });
  return {
    name: "test",
    procedures: [{ path: "p", input: refs(use.input), output: refs(use.output), errors: [] }],
    topics: [{ path: "t", params: refs(use.params), event: { kind: "null" } }],
    definitions,
  };
}

function declared(shape: SchemaShape, names = new Names([])): string[] {
  return new DefinitionNames(shape, names).declared.map(({ name, side }) => `${name} ${side}`);
}

const plain: Shape = { kind: "object", fields: [{ name: "a", shape: { kind: "string" } }] };
const list: Shape = { kind: "object", fields: [{ name: "a", shape: { kind: "array", item: { kind: "string" } } }] };
const bytes: Shape = { kind: "object", fields: [{ name: "a", shape: { kind: "bytes" } }] };

test("one name where all sides are printed alike", () => {
  expect(
    declared(schema({ Message: plain }, { input: ["Message"], output: ["Message"], params: ["Message"] })),
  ).toEqual(["Message output"]);
});

test("a side that differs has a name of its own", () => {
  expect(declared(schema({ List: list }, { input: ["List"], output: ["List"], params: ["List"] }))).toEqual([
    "List output",
    "ListInput input",
  ]);
  expect(declared(schema({ File: bytes }, { input: ["File"], output: ["File"], params: ["File"] }))).toEqual([
    "File output",
    "FileInput input",
    "FileParams params",
  ]);
});

test("the plain name belongs to the first side that uses it", () => {
  expect(declared(schema({ List: list }, { input: ["List"] }))).toEqual(["List input"]);
});

test("a type differs when something in it does, through references in circles too", () => {
  const definitions: Record<string, Shape> = {
    A: { kind: "nullable", of: { kind: "ref", to: "B" } },
    B: {
      kind: "object",
      fields: [
        { name: "a", shape: { kind: "ref", to: "A" } },
        { name: "b", shape: { kind: "bytes" } },
      ],
    },
  };
  expect(declared(schema(definitions, { input: ["A"], output: ["B"] }))).toEqual([
    "A output",
    "AInput input",
    "B output",
    "BInput input",
  ]);
});

test("names come in PascalCase and keep off what is taken", () => {
  const names = new Names(["Date"]);
  const shape = schema({ Date: plain, "user-profile": plain }, { output: ["Date", "user-profile"] });
  expect(declared(shape, names)).toEqual(["Date2 output", "UserProfile output"]);
});

test("what nothing uses is not declared", () => {
  const definitions = new DefinitionNames(schema({ A: plain }, {}), new Names([]));
  expect(definitions.declared).toEqual([]);
  expect(() => definitions.nameOf("A", "input")).toThrow("the definition A is not used as input");
});

test("metadata of calls is given like params, that of answers is got like an output", () => {
  const both: SchemaShape = {
    ...schema({ File: bytes, List: list }, { input: ["File"] }),
    metadata: { call: { kind: "ref", to: "File" }, answer: { kind: "ref", to: "List" } },
  };
  expect(declared(both)).toEqual(["File input", "FileParams params", "List output"]);
});

test("a published event is given like an input", () => {
  const published = (to: string): SchemaShape => ({
    name: "test",
    procedures: [],
    topics: [{ path: "t", event: { kind: "ref", to }, publish: { kind: "ref", to } }],
    definitions: { File: bytes, List: list, Message: plain },
  });
  expect(declared(published("Message"))).toEqual(["Message output"]);
  expect(declared(published("List"))).toEqual(["List output", "ListInput input"]);
  expect(declared(published("File"))).toEqual(["File output", "FileInput input"]);
});

test("members are given like params and got like an output", () => {
  const present = (to: string): SchemaShape => {
    const shape: Shape = { kind: "ref", to };
    return {
      name: "test",
      procedures: [],
      topics: [{ path: "t", event: { kind: "string" }, presence: { input: shape, output: shape } }],
      definitions: { File: bytes, List: list, Message: plain },
    };
  };
  expect(declared(present("Message"))).toEqual(["Message output"]);
  expect(declared(present("List"))).toEqual(["List output", "ListParams params"]);
  expect(declared(present("File"))).toEqual(["File output", "FileParams params"]);
});

test("whether values have a brand is known of references too, through a type that contains itself", () => {
  const ref = (to: string): Shape => ({ kind: "ref", to });
  const loop: Shape = { kind: "union", options: [{ kind: "string" }, { kind: "nullable", of: ref("Loop") }] };
  const id: Shape = { kind: "string", brand: true };
  const names = new DefinitionNames(schema({ Id: id, List: list, Loop: loop }, { output: ["Id"] }), new Names([]));
  expect(names.areBranded(ref("Id"))).toBe(true);
  expect(names.areBranded({ kind: "optional", of: { kind: "union", options: [ref("List"), ref("Id")] } })).toBe(true);
  expect(names.areBranded({ kind: "array", item: ref("Id") })).toBe(false);
  expect(names.areBranded(ref("Loop"))).toBe(false);
});
