import type { SchemaShape } from "@hawser/core";
import { diffSchemas } from "../diff/diff-schemas.js";
import type { Colors } from "../terminal.js";

/** What has changed between two versions of a schema, a line for each place: `+` for what is new, `-` for what is gone. */
export function summarizeChanges(before: SchemaShape, after: SchemaShape, colors: Colors): string[] {
  const signs = new Map<string, Sign>();
  for (const { path, before: was, after: is } of diffSchemas(before, after)) {
    const sign = was === undefined ? "+" : is === undefined ? "-" : "~";
    // A type that has a name may have changed for both of its sides.
    signs.set(path, signs.has(path) && signs.get(path) !== sign ? "~" : sign);
  }
  const lines = [...signs].map(([path, sign]) => `  ${colors[colorOf[sign]](sign)} ${path}`);
  if (lines.length <= mostLines) return lines;
  const shown = lines.slice(0, mostLines - 1);
  return [...shown, colors.dim(`  and ${lines.length - shown.length} more`)];
}

type Sign = "+" | "-" | "~";

const colorOf = { "+": "green", "-": "red", "~": "yellow" } as const;

/** As many as fit a glance. */
const mostLines = 20;
