import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineSchema } from "../schema/define-schema.js";
import { procedure } from "../schema/procedure.js";
import { topic } from "../schema/topic.js";
import type { ZodType } from "../schema/zod.js";
import type { SchemaShape, Shape } from "./shape.js";

/** The shape of a schema with a procedure for each pair of types. */
function shapeOf(types: Record<string, { input?: ZodType; output?: ZodType }>): SchemaShape {
  const procedures = Object.fromEntries(Object.entries(types).map(([name, sides]) => [name, procedure(sides)]));
  return defineSchema({ name: "t", procedures }).shape;
}

const string: Shape = { kind: "string" };

function ref(to: string): Shape {
  return { kind: "ref", to };
}

describe("a type that the user names", () => {
  const User = z.object({ name: z.string() }).meta({ id: "User", description: "Who it is." });

  test("stands in the definitions once, wherever it is used", () => {
    const { procedures, definitions } = shapeOf({
      a: { input: User, output: z.array(User) },
      b: { output: User.nullable() },
    });
    expect(procedures[0]).toMatchObject({ input: ref("User"), output: { kind: "array", item: ref("User") } });
    expect(procedures[1]?.output).toEqual({ kind: "nullable", of: ref("User") });
    expect(definitions).toStrictEqual({
      User: { kind: "object", fields: [{ name: "name", shape: string }], description: "Who it is.", name: "User" },
    });
  });

  test("gives what is made from it no name", () => {
    const { procedures } = shapeOf({
      a: { output: User.extend({ age: z.int() }) },
      b: { output: User.describe("Another.") },
    });
    expect(procedures.map(({ output }) => output?.kind)).toEqual(["object", "object"]);
  });

  test("has a brand where the user says so", () => {
    const Id = z.string().brand<"Id">().meta({ id: "Id", brand: true });
    const { definitions } = shapeOf({ a: { input: Id, output: Id }, b: { input: Id } });
    expect(definitions).toStrictEqual({ Id: { kind: "string", name: "Id", brand: true } });
    expect(shapeOf({ a: { output: Id }, b: { input: Id } }).definitions).toStrictEqual(definitions);
    const Plain = z.string().meta({ id: "Id", brand: false });
    expect(shapeOf({ a: { output: Plain } }).definitions).toStrictEqual({ Id: { kind: "string", name: "Id" } });
  });

  test("has no brand where clients only give it, nor in the definition of its input side", () => {
    const Id = z.string().meta({ id: "Id", brand: true });
    expect(shapeOf({ a: { input: Id } }).definitions).toStrictEqual({ Id: { kind: "string", name: "Id" } });
    const Post = z.object({ text: z.string().default("") }).meta({ id: "Post", brand: true });
    const { Post: output, PostInput: input } = shapeOf({ a: { input: Post, output: Post } }).definitions;
    expect([output?.brand, input?.brand]).toEqual([true, undefined]);
  });

  test("has its brand under a description or a check too", () => {
    const Id = z.string().meta({ id: "Id", brand: true, description: "Which." });
    const { procedures, definitions } = shapeOf({
      a: { output: Id.describe("The first.") },
      b: { output: Id.min(3).max(5) },
      c: { output: Id.meta({ deprecated: true }) },
      d: { output: Id.meta({ brand: false }) },
      e: { input: Id.min(3) },
    });
    expect(procedures.map(({ input, output }) => input ?? output)).toStrictEqual([
      { ...ref("Id"), description: "The first." },
      ref("Id"),
      { ...ref("Id"), deprecated: true },
      { ...string, description: "Which." },
      { ...string, description: "Which." },
    ]);
    expect(definitions).toStrictEqual({ Id: { ...string, description: "Which.", name: "Id", brand: true } });
  });

  test("has two definitions where its sides differ", () => {
    const Post = z.object({ text: z.string().default("") }).meta({ id: "Post" });
    const { procedures, definitions } = shapeOf({ a: { input: Post, output: Post } });
    expect(procedures[0]).toMatchObject({ input: ref("PostInput"), output: ref("Post") });
    expect(definitions).toMatchObject({
      Post: { fields: [{ name: "text", shape: string }] },
      PostInput: { fields: [{ name: "text", shape: string, optional: true }] },
    });
  });

  test("has two definitions where clients publish what is not yet the event", () => {
    const Post = z.object({ text: z.string().default("") }).meta({ id: "Post" });
    const { topics, definitions } = defineSchema({
      name: "t",
      topics: { a: topic({ event: z.array(Post), publish: true }) },
    }).shape;
    expect(topics[0]).toEqual({
      path: "a",
      event: { kind: "array", item: ref("Post") },
      publish: { kind: "array", item: ref("PostInput") },
    });
    expect(Object.keys(definitions)).toEqual(["Post", "PostInput"]);
  });

  test("has the plain name where only its input side is used", () => {
    const Post = z.object({ text: z.string().default("") }).meta({ id: "Post" });
    expect(Object.keys(shapeOf({ a: { input: Post } }).definitions)).toEqual(["Post"]);
  });

  test("may be named after what every object has", () => {
    const { procedures, definitions } = shapeOf({
      a: { output: z.string().meta({ id: "__proto__" }) },
      b: { output: z.string().meta({ id: "constructor" }) },
    });
    expect(procedures.map(({ output }) => output)).toEqual([ref("__proto__"), ref("constructor")]);
    expect(Object.keys(definitions)).toEqual(["__proto__", "constructor"]);
  });

  test("that is a name, in two places, of types that travel alike", () => {
    const { definitions } = shapeOf({
      a: { output: z.string().min(1).meta({ id: "Name" }) },
      b: { output: z.string().max(9).meta({ id: "Name" }) },
    });
    expect(Object.keys(definitions)).toEqual(["Name"]);
  });

  test("cannot share the name of another type", () => {
    const types = {
      a: { output: z.string().meta({ id: "Id" }) },
      b: { output: z.object({ id: z.number().meta({ id: "Id" }) }) },
    };
    expect(() => shapeOf(types)).toThrowError(
      expect.objectContaining({
        code: "invalid_schema",
        data: { path: "procedures.b.output.id" },
        message:
          'invalid_schema: procedures.b.output.id: another type is already named "Id", at procedures.a.output; give one of them another `id`, or use one type for both',
      }),
    );
  });

  test("cannot have the name that another's input side takes", () => {
    const Post = z.object({ text: z.string().default("") }).meta({ id: "Post" });
    const PostInput = z.number().meta({ id: "PostInput" });
    expect(() => shapeOf({ a: { input: Post, output: Post }, b: { output: PostInput } })).toThrow(
      'procedures.a.input: another type is already named "PostInput", at procedures.b.output;',
    );
  });
});

describe("a type that contains itself", () => {
  const node = () => {
    const Node = z.object({
      get next() {
        return Node.optional();
      },
    });
    return Node;
  };

  test("is named after the place where it is first met", () => {
    const { definitions } = shapeOf({ first: { input: z.object({ list: z.array(node()) }) } });
    expect(Object.keys(definitions)).toEqual(["FirstInputListNode"]);
  });

  test("is one definition, wherever it is used", () => {
    const Node = node();
    const { procedures, definitions } = shapeOf({ a: { input: Node, output: Node }, b: { output: z.set(Node) } });
    expect(Object.keys(definitions)).toEqual(["AInputNode"]);
    expect(procedures[1]?.output).toEqual({ kind: "set", item: ref("AInputNode") });
  });

  test("makes way for another one of its name", () => {
    const Other: z.ZodType = z.lazy(() => z.array(Other));
    const { definitions } = shapeOf({
      fooBar: { output: node() },
      foo: { output: z.object({ bar: z.string() }) },
      "foo-bar": { output: Other },
    });
    expect(Object.keys(definitions).sort()).toEqual(["FooBarOutputNode", "FooBarOutputNode2"]);
  });

  test("makes way for one that the user named", () => {
    const { procedures, definitions } = shapeOf({
      a: { output: node() },
      b: { output: z.string().meta({ id: "AOutputNode" }) },
    });
    expect(definitions.AOutputNode?.kind).toBe("string");
    expect(procedures[0]?.output).toEqual(ref("AOutputNode2"));
  });

  test("has two definitions where its sides differ", () => {
    const Node = z.object({
      at: z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }),
      get children() {
        return z.array(Node);
      },
    });
    const { procedures, definitions } = shapeOf({ a: { input: Node, output: Node } });
    expect(procedures[0]).toMatchObject({ input: ref("AInputNodeInput"), output: ref("AInputNode") });
    expect(definitions.AInputNodeInput).toMatchObject({
      fields: [
        { name: "at", shape: string },
        { name: "children", shape: { item: ref("AInputNodeInput") } },
      ],
    });
    expect(definitions.AInputNode).toMatchObject({
      fields: [
        { name: "at", shape: { kind: "date" } },
        { name: "children", shape: { item: ref("AInputNode") } },
      ],
    });
  });
});
