import { expect, test } from "vitest";
import { readBlobs } from "./blobs.js";

const bytes = Uint8Array.of(1, 2, 3);
const blob = () => new Blob([bytes]);

test.each([
  ["nothing", undefined],
  ["a scalar", 7],
  ["bytes", bytes],
  ["a date", new Date(0)],
  ["containers", { a: [new Map([["k", new Set([1])]])] }],
  [
    "an instance",
    new (class Box {
      inside = new ArrayBuffer(1);
    })(),
  ],
])("%s without Blobs is handed back as it is", (_name, value) => {
  expect(readBlobs(value)).toBe(value);
});

test("ArrayBuffers become bytes at once, and the input is not touched", () => {
  const buffer = Uint8Array.from(bytes).buffer;
  const input = { name: "x", parts: [buffer] };
  expect(readBlobs(input)).toEqual({ name: "x", parts: [bytes] });
  expect(input.parts[0]).toBe(buffer);
});

test.each([
  ["alone", blob(), bytes],
  ["in an object", { data: blob(), name: "x" }, { data: bytes, name: "x" }],
  ["in an array", [blob(), blob()], [bytes, bytes]],
  ["in a map", new Map([["k", blob()]]), new Map([["k", bytes]])],
  ["in a set", new Set([blob()]), new Set([bytes])],
  ["beside an ArrayBuffer", { a: blob(), b: new ArrayBuffer(1) }, { a: bytes, b: Uint8Array.of(0) }],
])("reads a Blob %s", async (_name, input, expected) => {
  const read = readBlobs(input);
  expect(read).toBeInstanceOf(Promise);
  expect(await read).toEqual(expected);
});

test("what is written into the input while a Blob is read does not matter", async () => {
  const input = {
    data: blob(),
    bytes: Uint8Array.from(bytes),
    tags: ["a"],
    at: new Date(0),
    buffer: new ArrayBuffer(1),
  };
  const read = readBlobs(input);
  input.bytes.fill(9);
  input.tags.push("later");
  input.at.setTime(1);
  new Uint8Array(input.buffer).fill(9);
  expect(await read).toEqual({ data: bytes, bytes, tags: ["a"], at: new Date(0), buffer: Uint8Array.of(0) });
});

test("a key named __proto__ stays data", async () => {
  const input = JSON.parse('{"__proto__": {"polluted": true}, "data": null}') as Record<string, unknown>;
  input.data = blob();
  const read = (await readBlobs(input)) as Record<string, unknown>;
  expect(Object.keys(read)).toEqual(["__proto__", "data"]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
