import type { Colors } from "../terminal.js";
import type { Change, Severity } from "./change.js";

/** Changes as a person reads them: what breaks first, each with what stood there and what stands there, counts last. */
export function printChanges(changes: readonly Change[], colors: Colors): string {
  if (changes.length === 0) return colors.green("no changes");
  const groups = severities.flatMap((severity) => {
    const group = changes.filter((change) => change.severity === severity);
    if (group.length === 0) return [];
    const title = colors.bold(colors[look[severity].color](look[severity].title));
    return [[title, ...group.map((change) => printChange(change, colors))].join("\n")];
  });
  return [...groups, counts(changes)].join("\n\n");
}

const severities: readonly Severity[] = ["breaking", "compatible", "documentation"];

const look = {
  breaking: { title: "Breaking", color: "red" },
  compatible: { title: "Compatible", color: "green" },
  documentation: { title: "Documentation", color: "dim" },
} as const;

function printChange({ path, reason, before, after, usedBy }: Change, colors: Colors): string {
  const lines = [
    `  ${colors.bold(path)}`,
    `    ${reason}`,
    ...(before === undefined ? [] : [colors.red(`    - ${oneLine(before)}`)]),
    ...(after === undefined ? [] : [colors.green(`    + ${oneLine(after)}`)]),
    ...(usedBy ? [colors.dim(`    in ${listed(usedBy)}`)] : []),
  ];
  return lines.join("\n");
}

/** A description may have several. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > maxLength ? `${line.slice(0, maxLength - 3)}...` : line;
}

/** Characters, about what fits a line of a terminal. */
const maxLength = 100;

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, mostUses).join(", ");
  return paths.length > mostUses ? `${shown} and ${paths.length - mostUses} more` : shown;
}

const mostUses = 3;

function counts(changes: readonly Change[]): string {
  const count = (severity: Severity): number => changes.filter((change) => change.severity === severity).length;
  const newClients = changes.filter(({ breaks }) => breaks.includes("new client, old server")).length;
  const total = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
  const atOld = `\n${newClients} ${newClients === 1 ? "breaks" : "break"} a new client at an old server`;
  const advice = count("breaking") === 0 ? ": let servers go first" : "";
  const rollout = newClients === 0 ? "" : atOld + advice;
  return `${total}: ${severities.map((severity) => `${count(severity)} ${severity}`).join(", ")}${rollout}`;
}
