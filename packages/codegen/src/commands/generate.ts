import { rm } from "node:fs/promises";
import type { SchemaShape } from "@hawser/core";
import type { Target } from "../plan-targets.js";
import { renderStub } from "../render-stub.js";
import { printSchemaFileError } from "../schema/schema-file-error.js";
import { shownPath } from "../shown-path.js";
import { leftoversOf } from "../split-files.js";
import { printStubFileError, writeStub } from "../stub-file.js";
import type { StubText } from "../stub-text.js";
import type { Terminal } from "../terminal.js";
import { type FileOutcome, outcomeLines } from "./outcome-lines.js";

export interface GenerateOptions {
  /** Replace a file that hawser did not generate. */
  readonly force: boolean;
}

/** Writes the stub of every schema file, whatever became of the others. The exit code: 0, or 1 where one failed. */
export async function generate(
  targets: readonly Target[],
  options: GenerateOptions,
  terminal: Terminal,
): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  for (const target of targets) {
    const { ok } = await generateOne(target, options, terminal);
    if (!ok) code = 1;
  }
  return code;
}

/** Writes one stub, in its one file or two, and says what came of it. */
export async function generateOne(target: Target, options: GenerateOptions, terminal: Terminal): Promise<Outcome> {
  const rendered = await renderStub(target);
  if ("error" in rendered) {
    terminal.err(printSchemaFileError(rendered.error, terminal));
    return { ok: false, files: rendered.files };
  }
  const outcomes: FileOutcome[] = [];
  for (const stub of rendered.stub) {
    const outcome = await write(stub, options, terminal);
    if (outcome) outcomes.push({ stub, outcome });
  }
  for (const line of outcomeLines(outcomes, terminal)) terminal.out(line);
  for (const file of await leftoversOf(target, rendered.stub)) {
    await rm(file, { force: true });
    terminal.out(`${terminal.colors.green("removed")} ${shownPath(file, terminal.cwd)}`);
  }
  const ok = outcomes.length === rendered.stub.length;
  return { ok, files: rendered.files, shape: rendered.shape };
}

/** What came of generating one stub. */
export interface Outcome {
  readonly ok: boolean;
  /** The files that it was made from. */
  readonly files: readonly string[];
  /** Absent where the schema file failed. */
  readonly shape?: SchemaShape;
}

async function write(
  { file, text }: StubText,
  options: GenerateOptions,
  terminal: Terminal,
): Promise<FileOutcome["outcome"] | undefined> {
  try {
    return await writeStub(file, text, options);
  } catch (error) {
    terminal.err(printStubFileError(error, file, terminal));
    return undefined;
  }
}
