import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { CodePlaces } from "./code-place.js";

const folder = mkdtempSync(join(tmpdir(), "hawser-place-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a function of a bundle is found where it was written", () => {
  const entry = join(folder, "packages/core/src/wire/scan.ts");
  const outfile = join(folder, "packages/core/dist/index.js");
  buildSync({
    stdin: { contents: "export function skip(): number { return 1; }", sourcefile: entry, loader: "ts" },
    outfile,
    sourcemap: true,
  });
  const place = { functionName: "skip", url: pathToFileURL(outfile).href, lineNumber: 0, columnNumber: 20 };
  expect(new CodePlaces().of(place)).toEqual({ source: "core/wire/scan.ts", name: "skip" });
});

test.each([
  ["file:///app/node_modules/msgpackr/pack.js", 4, "msgpackr/pack.js"],
  ["file:///repository/bench/rpc/load.ts", 4, "bench/rpc/load.ts"],
  ["node:net", 4, "node:net"],
  ["", 4, "compiled"],
  ["", -1, ""],
])("%j in line %d is of %j", (url, lineNumber, source) => {
  const frame = { functionName: "f", url, lineNumber, columnNumber: 0 };
  expect(new CodePlaces().of(frame)).toEqual({ source, name: "f" });
});

test("a file whose map is not there is its own source", () => {
  const file = join(folder, "plain.js");
  writeFileSync(file, "function f() {}");
  const frame = { functionName: "f", url: pathToFileURL(file).href, lineNumber: 0, columnNumber: 10 };
  expect(new CodePlaces().of(frame).source).toBe(file);
});
