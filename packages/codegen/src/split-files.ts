import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SchemaShape } from "@hawser/core";
import type { Target } from "./plan-targets.js";
import { isStub } from "./stub/header.js";
import { printSplitStub } from "./stub/print-split-stub.js";
import type { StubOptions } from "./stub/print-stub.js";
import type { StubText } from "./stub-text.js";

/**
 * The files of a stub in several, in one form.
 *
 * @param index the file of that form to import, such as `chat.client.d.ts`; the others stand in `chat.client/`.
 */
export function splitFiles(
  shape: SchemaShape,
  { index, stubFile }: { readonly index: string; readonly stubFile: string },
  options: StubOptions,
): StubText[] {
  const directory = directoryOf(stubFile);
  const ending = index.slice(directory.length);
  const extension = stubFile.slice(directory.length).replace("ts", "js");
  return printSplitStub(shape, { ...options, directory: basename(directory), extension }).map(({ name, text }) => ({
    file: name === undefined ? index : join(directory, name + ending),
    text,
  }));
}

/** Files of an earlier stub that the stub has no longer: their namespace is gone, or a newer hawser does without them. */
export async function leftoversOf({ stubFile, split }: Target, stub: readonly StubText[]): Promise<string[]> {
  const directory = split ? directoryOf(stubFile) : stub.find(({ folder }) => folder !== undefined)?.folder;
  if (directory === undefined) return [];
  const present = await readdir(directory).catch(() => []);
  const files = present.map((name) => join(directory, name)).filter((path) => !stub.some(({ file }) => file === path));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return files.filter((_, i) => isStub(texts[i] as string)).sort();
}

/** `chat.client` of `chat.client.ts`. */
function directoryOf(stubFile: string): string {
  return stubFile.replace(/\.m?[jt]s$/, "");
}
