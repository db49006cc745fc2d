import type { Shape } from "@hawser/core";
import { expect, test } from "vitest";
import { isPrintedAlike } from "./printed-alike.js";

const string: Shape = { kind: "string" };
const list: Shape = { kind: "array", item: string };
const definitions: Record<string, Shape> = {
  File: { kind: "object", fields: [{ name: "content", shape: { kind: "bytes" } }] },
  List: list,
  User: { kind: "object", fields: [{ name: "name", shape: string }] },
};
const user: Shape = { kind: "ref", to: "User" };
const file: Shape = { kind: "ref", to: "File" };

test.each<[string, boolean, given: Shape, got: Shape]>([
  ["a scalar", true, string, string],
  ["a named object", true, user, user],
  ["what zod makes something else of", false, string, { kind: "int" }],
  ["a list, which may be a readonly one where it is given", false, list, list],
  ["a named list", false, { kind: "ref", to: "List" }, { kind: "ref", to: "List" }],
  ["bytes, which may be a Blob where they are given", false, { kind: "bytes" }, { kind: "bytes" }],
  ["bytes in a named object", false, { kind: "nullable", of: file }, { kind: "nullable", of: file }],
  ["two named types", false, user, file],
])("%s", (_, isAlike, given, got) => {
  expect(isPrintedAlike(given, got, definitions)).toBe(isAlike);
});
