import type { Target } from "../plan-targets.js";
import { provenanceOf } from "../provenance.js";
import { renderStub } from "../render-stub.js";
import { printSchemaFileError } from "../schema/schema-file-error.js";
import { shownPath } from "../shown-path.js";
import { printStubFileError, readStub, sameStub } from "../stub-file.js";
import type { Colors, Terminal } from "../terminal.js";

/** Compares every stub on disk with what its schema file asks for. The exit code: 0, or 1 where one is stale or failed. */
export async function check(targets: readonly Target[], terminal: Terminal): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  for (const target of targets) if (!(await isFresh(target, terminal))) code = 1;
  return code;
}

async function isFresh(target: Target, terminal: Terminal): Promise<boolean> {
  const { colors, cwd } = terminal;
  const rendered = await renderStub(target);
  if ("error" in rendered) {
    terminal.err(printSchemaFileError(rendered.error, terminal));
    return false;
  }
  const path = shownPath(target.stubFile, cwd);
  let present: string | undefined;
  try {
    present = await readStub(target.stubFile);
  } catch (error) {
    terminal.err(printStubFileError(error, target.stubFile, terminal));
    return false;
  }
  if (present !== undefined && sameStub(present, rendered.text)) {
    terminal.out(`${colors.green("fresh")} ${path}`);
    return true;
  }
  const schema = shownPath(target.schemaFile, cwd);
  terminal.err(
    present === undefined
      ? `${colors.red("missing")} ${colors.bold(path)}: ${schema} has no stub there yet.`
      : `${colors.red("stale")} ${colors.bold(path)}: ${schema} says otherwise.`,
  );
  if (present !== undefined) terminal.err(firstDifference(present, rendered.text, colors));
  terminal.err(`  ${colors.cyan("remedy")} ${provenanceOf(target).command}`);
  return false;
}

/** Lines shown of either side. */
const hintLines = 4;

/** The first place where two texts part, as a diff shows it: enough to see what changed, not all of it. */
export function firstDifference(present: string, wanted: string, colors: Colors): string {
  const [before, after] = [present.split(/\r?\n/), wanted.split(/\r?\n/)];
  const start = before.findIndex((line, i) => line !== after[i]);
  const from = start < 0 ? before.length : start;
  const [removed, added] = hunk(before.slice(from), after.slice(from));
  return [
    `  line ${from + 1}:`,
    ...shown(removed).map((line) => colors.red(`  - ${line}`)),
    ...shown(added).map((line) => colors.green(`  + ${line}`)),
  ].join("\n");
}

/** The lines before the nearest line that both sides have. */
function hunk(
  before: readonly string[],
  after: readonly string[],
): [removed: readonly string[], added: readonly string[]] {
  for (let distance = 1; distance < before.length + after.length; distance += 1) {
    for (let i = Math.max(0, distance - after.length + 1); i <= distance && i < before.length; i += 1) {
      if (before[i] === after[distance - i]) return [before.slice(0, i), after.slice(0, distance - i)];
    }
  }
  return [before, after];
}

function shown(lines: readonly string[]): string[] {
  const rest = lines.length - hintLines;
  return [...lines.slice(0, hintLines), ...(rest > 0 ? [`... ${rest} more ${rest === 1 ? "line" : "lines"}`] : [])];
}
