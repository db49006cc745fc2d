import { expect, test } from "vitest";
import { locatePath, locationAt, offsetOf } from "./locate-path.js";

/** Finds a path in a source and returns the source from there on. */
function found(source: string, path: string): string | undefined {
  const location = locatePath(source, path, source.indexOf("defineSchema("));
  return location && source.slice(offsetOf(source, location)).split("\n")[0];
}

test("follows object literals and the calls around them", () => {
  const source = `
    const other = { procedures: { rooms: 1 } };
    defineSchema({
      topics: { rooms: { send: 2 } },
      procedures: {
        rooms: { list: procedure({}), send: procedure({ input: z.object({ at: z.date() }) }) },
      },
    })`;
  expect(found(source, "procedures.rooms.send.input.at")).toBe("at: z.date() }) }) },");
  expect(found(source, "topics.rooms")).toBe("rooms: { send: 2 } },");
});

test("stops at the deepest key that it finds", () => {
  const source = `defineSchema({ procedures: { ...more, send: make(1) } })`;
  expect(found(source, "procedures.send.input.at")).toBe("send: make(1) } })");
  expect(found(source, "procedures.other.input")).toBe("procedures: { ...more, send: make(1) } })");
  expect(found(source, "auth")).toBeUndefined();
});

test("follows constants of the same file, also in shorthand", () => {
  const source = [
    "const Message = z.object({ when: z.symbol() });",
    "const rooms = { send: procedure({ input: Message }) };",
    "defineSchema({ procedures: { rooms } })",
  ].join("\n");
  expect(found(source, "procedures.rooms.send.input.when")).toBe("when: z.symbol() });");
});

test("looks through items, options and rests of a type", () => {
  const source = `defineSchema({ procedures: { a: procedure({ input: z.array(z.object({ b: z.nan() })) }) } })`;
  expect(found(source, "procedures.a.input[].b")).toBe("b: z.nan() })) }) } })");
});

test("is not misled by comments, strings, templates and regular expressions", () => {
  const source = [
    "defineSchema({ // procedures: {",
    "  /* procedures: { a: 1 } */",
    '  name: "procedures: {", text: `{ procedures: {`, pattern: /[{/"]procedures: {/g,',
    "  'procedures': { \"a-b\": x },",
    "})",
  ].join("\n");
  expect(found(source, "procedures.a-b")).toBe('"a-b": x },');
});

test("offsets and locations are each other's inverse", () => {
  const source = "ab\ncd\n\nef";
  for (let offset = 0; offset < source.length; offset += 1) {
    expect(offsetOf(source, locationAt(source, offset))).toBe(offset);
  }
});
