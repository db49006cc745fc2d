import { expect, test } from "vitest";
import { identifiersIn } from "./identifiers-in.js";

test.each<[string, string[]]>([
  ["export type A = B | Readonly<C>[];", ["export", "type", "A", "B", "Readonly", "C"]],
  ["  Message?: Text;", ["Text"]],
  ["  Message: { [key: Text]: Other }", ["Text", "Other"]],
  ["decode: (w: Wire) => ({ a: decodeA(w[0]) }),", ["Wire", "decodeA", "w"]],
  ["  Message(input: Input): Promise<void>;", ["Input", "Promise", "void"]],
  ["  Message;", []],
  ['x.Message["Other"].#Private', ["x"]],
  ["[...Other.Message]", ["Other"]],
  ["/** {@link Message} */ A // Message", ["A"]],
  ["a ? decodeB(w) : decodeC", ["a", "decodeB", "w", "decodeC"]],
  ["'a\\'Message' größe$", ["größe$"]],
])("%s", (text, names) => {
  expect([...identifiersIn(text)]).toEqual(names);
});
