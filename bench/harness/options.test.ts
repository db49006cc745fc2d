import { describe, expect, test } from "vitest";
import { chooseRows, expectedSeconds, parseOptions, UsageError } from "./options.js";
import type { Suite } from "./suite.js";

const names = ["rpc", "codec", "types"];

test("without flags, everything runs and is written", () => {
  const plain = { quick: false, large: false, guard: false, build: true, only: names };
  expect(parseOptions([], names)).toEqual(plain);
});

test("suites run in their own order, whichever they are named in; rows stay as they are named", () => {
  const options = parseOptions(
    ["--quick", "--only", "types, rpc", "--rows", "b,a", "--json", "x.json", "--no-build"],
    names,
  );
  expect(options).toMatchObject({
    quick: true,
    only: ["rpc", "types"],
    rows: ["b", "a"],
    json: "x.json",
    build: false,
  });
});

describe("says what is wrong, and what there is", () => {
  test.each([
    [["--fast"], "unknown option '--fast'"],
    [["rpc"], "too many arguments"],
    [["--only"], "argument missing"],
    [["--only", "rcp"], "there is no suite 'rcp'. There are: rpc, codec, types"],
    [["--only", "rpc,,codec"], "a name between commas is empty"],
    [["--rows", ""], "a name between commas is empty"],
  ])("%j", (args, message) => {
    expect(() => parseOptions(args, names)).toThrow(message);
    expect(() => parseOptions(args, names)).toThrow(expect.objectContaining({ exitCode: 1 }));
  });
});

test("help lists flags and suites, and is no failure", () => {
  const help = caught(() => parseOptions(["--help"], names));
  expect(help).toMatchObject({ exitCode: 0 });
  expect(help.message).toContain("Suites: rpc, codec, types.");
  expect(help.message).toContain("--only <suites>");
});

describe("rows", () => {
  const suites = [suite("rpc", ["hawser", "trpc"]), suite("codec", ["hawser", "json"])] as const;

  test("are all of each suite where none is named", () => {
    expect([...chooseRows(suites, { quick: false }).values()]).toEqual([
      ["hawser", "trpc"],
      ["hawser", "json"],
    ]);
  });

  test("are fewer in a quick run where none is named", () => {
    expect([...chooseRows(suites, { quick: true }).values()]).toEqual([["hawser"], ["hawser"]]);
  });

  test.each([true, false])("are all where all are asked for, quick: %j", (quick) => {
    const { rows } = parseOptions(["--rows", "all"], names);
    expect([...chooseRows(suites, { quick, ...(rows && { rows }) }).values()]).toEqual(suites.map(({ rows }) => rows));
  });

  test("that are named win over what a quick run has", () => {
    expect([...chooseRows(suites, { rows: ["json"], quick: true })]).toEqual([[suites[1], ["json"]]]);
  });

  test("leave out a suite that has none of them", () => {
    expect([...chooseRows(suites, { rows: ["trpc"], quick: false })]).toEqual([[suites[0], ["trpc"]]]);
  });

  test("that no suite has are refused", () => {
    expect(() => chooseRows(suites, { rows: ["hawser", "grpc"], quick: false })).toThrow(
      "there is no row 'grpc'. There are: hawser, trpc, json",
    );
  });
});

test("what is expected of a suite is by the number of rows", () => {
  const rpc = suite("rpc", ["hawser", "trpc", "orpc"]);
  expect(expectedSeconds(rpc, ["hawser", "trpc"], { quick: false })).toBe(40);
  expect(expectedSeconds(rpc, ["hawser", "trpc"], { quick: true })).toBe(10);
});

function suite(name: string, rows: string[]): Suite {
  return {
    name,
    title: name,
    rows,
    quickRows: rows.slice(0, 1),
    notes: "",
    seconds: { whole: 60, quick: 5 },
    cells: () => [],
    run: async () => {},
  };
}

function caught(act: () => unknown): UsageError {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error("nothing was thrown");
}
