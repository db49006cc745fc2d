import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { build } from "./build.js";

const program = new URL("./test/uses-core.ts", import.meta.url);

test("Hawser's packages stay outside, where they are built", async () => {
  expect(importsOf(await read("built"))).toEqual(["@hawser/core"]);
});

test("their sources come in where they are asked for, and other packages stay outside", async () => {
  const text = await read("sources");
  expect(importsOf(text)).toContain("msgpackr");
  expect(importsOf(text)).not.toContain("@hawser/core");
  expect(text).toContain("packages/core/src/");
});

async function read(ownPackages: "built" | "sources"): Promise<string> {
  return readFile(await build(program, ownPackages), "utf8");
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/^import .* from "(.*)";$/gm)].map(([, name]) => name as string);
}
