import { Raw } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { taken } from "./taken.js";

describe("leaves as it is", () => {
  test.each([
    ["a scalar", 7],
    ["nothing", null],
    ["what is packed already", new Raw(Uint8Array.of(1))],
    ["a list of scalars that the encoder made", ["r1", 7, null, undefined, 7n, true]],
    ["a list with something packed", ["r1", new Raw(Uint8Array.of(1))]],
  ])("%s", (_name, wire) => {
    expect(taken(wire, { some: "input" })).toBe(wire);
  });
});

describe("packs", () => {
  const list = ["a"];
  test.each([
    ["a list that is the input", list, list],
    ["bytes", Uint8Array.of(1), undefined],
    ["a list inside", ["r1", list], undefined],
    ["bytes inside", ["r1", Uint8Array.of(1)], undefined],
    ["a map", new Map([["k", list]]), undefined],
  ])("%s", (_name, wire, value) => {
    expect(taken(wire, value)).toBeInstanceOf(Raw);
  });
});
