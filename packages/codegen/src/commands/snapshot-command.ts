import { resolve } from "node:path";
import { diffSchemas } from "../diff/diff-schemas.js";
import { argumentIn } from "../provenance.js";
import { printSchemaFileError } from "../schema/schema-file-error.js";
import { shownPath } from "../shown-path.js";
import { isSnapshot, printSnapshot, readSnapshot } from "../snapshot/snapshot.js";
import { defaultSnapshotFile } from "../snapshot/snapshot-file.js";
import { parseGitSource } from "../source/git-source.js";
import { loadSource } from "../source/load-source.js";
import { printStubFileError, readStub, sameStub, writeStub } from "../stub-file.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand, ExitCode } from "./add-command.js";
import { summarizeChanges } from "./summarize-changes.js";

export const addSnapshot: AddCommand = (program, { terminal, done }) => {
  program
    .command("snapshot")
    .description("Write a schema down as JSON, to compare later versions with.")
    .argument("<schema>", "a schema file, a stub, or git:REVISION:PATH of one of these")
    .option(
      "-o, --out <file>",
      "the snapshot to write, or - for the standard output\n(default: beside the schema file, chat.schema.ts -> chat.schema.json)",
    )
    .option("--check", "write nothing; exit with 1 when the snapshot is not what the schema says")
    .option("--force", "replace a file that is no snapshot")
    .addHelpText("after", helpAfter)
    .action(async (source: string, flags: SnapshotFlags) => {
      const file = fileOf(source, flags);
      done(await snapshot(source, { ...flags, file: file && resolve(terminal.cwd, file) }, terminal));
    });
};

interface SnapshotFlags {
  readonly out?: string;
  readonly check?: true;
  readonly force?: true;
}

/** The file of a snapshot; undefined for the standard output. */
function fileOf(source: string, { out, check, force }: SnapshotFlags): string | undefined {
  if (check && (force || out === "-")) {
    throw new UsageError(`--check compares a file, so it does not go with ${force ? "--force" : "-o -"}.`);
  }
  if (out === "-") return undefined;
  if (out !== undefined && !out.endsWith(".json")) {
    throw new UsageError(`-o ${out}: the name of a snapshot ends in .json, by which \`hawser diff\` knows it.`);
  }
  return out ?? defaultSnapshotFile(parseGitSource(source)?.path ?? source);
}

interface SnapshotOptions extends SnapshotFlags {
  readonly file: string | undefined;
}

async function snapshot(source: string, { file, ...options }: SnapshotOptions, terminal: Terminal): Promise<ExitCode> {
  const loaded = await loadSource(source, terminal.cwd);
  if ("error" in loaded) {
    terminal.err(printSchemaFileError(loaded.error, terminal));
    return 1;
  }
  const text = printSnapshot(loaded.shape);
  if (file === undefined) {
    terminal.out(text.trimEnd());
    return 0;
  }
  try {
    if (options.check) return await check({ source, file, text, out: options.out }, terminal);
    const outcome = await writeStub(file, text, { force: options.force ?? false, isOurs: isSnapshot });
    const { colors, cwd } = terminal;
    terminal.out(`${outcome === "unchanged" ? colors.dim(outcome) : colors.green(outcome)} ${shownPath(file, cwd)}`);
    return 0;
  } catch (error) {
    terminal.err(printStubFileError(error, file, terminal, "snapshot"));
    return 1;
  }
}

interface Checked {
  readonly source: string;
  readonly file: string;
  readonly text: string;
  readonly out: string | undefined;
}

async function check({ source, file, text, out }: Checked, terminal: Terminal): Promise<ExitCode> {
  const { colors, cwd } = terminal;
  const present = await readStub(file);
  const path = shownPath(file, cwd);
  if (present !== undefined && sameStub(present, text)) {
    terminal.out(`${colors.green("fresh")} ${path}`);
    return 0;
  }
  terminal.err(
    present === undefined
      ? `${colors.red("missing")} ${colors.bold(path)}: ${source} has no snapshot there yet.`
      : `${colors.red("stale")} ${colors.bold(path)}: ${source} says otherwise.`,
  );
  if (present !== undefined) for (const line of changesSince(present, text, terminal)) terminal.err(line);
  const to = out === undefined ? "" : ` -o ${argumentIn(cwd, file)}`;
  terminal.err(`  ${colors.cyan("remedy")} npx hawser snapshot ${source}${to}`);
  return 1;
}

function changesSince(present: string, wanted: string, { colors }: Terminal): string[] {
  try {
    const [before, after] = [readSnapshot(present), readSnapshot(wanted)];
    return diffSchemas(before, after).length === 0 ? [] : summarizeChanges(before, after, colors);
  } catch (error) {
    return [`  ${(error as Error).message}`];
  }
}

const helpAfter = `
Examples:
  hawser snapshot src/chat.schema.ts
  hawser snapshot src/chat.schema.ts -o snapshots/v1.json
  hawser snapshot git:v1.0.0:src/chat.schema.ts -o snapshots/v1.json
  hawser snapshot src/chat.schema.ts --check

Exit codes:
  0  the snapshot is written, or fresh
  1  the snapshot is stale or could not be written, or the schema failed
  2  the command was called wrongly`;
