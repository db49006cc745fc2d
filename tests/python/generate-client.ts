import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "@hawser/codegen";
import { expect, onTestFinished } from "vitest";
import { RecordingTerminal } from "../../packages/codegen/test/recording-terminal.js";

/**
 * Generates the client of a schema and its runtime, for one test.
 *
 * @param schema relative to this file
 * @returns the directory that they are in.
 */
export async function generateClient(schema: string, name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hawser-python-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await generateInto(directory, new URL(schema, import.meta.url), name);
  return directory;
}

/** Generates the client of a schema and its runtime into a directory. */
export async function generateInto(directory: string, schema: URL, name: string): Promise<void> {
  const terminal = new RecordingTerminal(directory);
  const code = await run(["generate", fileURLToPath(schema), "--lang", "python", "-o", name], terminal);
  expect({ code, errors: terminal.errors }).toEqual({ code: 0, errors: [] });
}
