import type { SchemaShape } from "@hawser/core";
import { nearest } from "../did-you-mean.js";
import { UsageError } from "../usage-error.js";

/**
 * The number of a procedure or topic by its path.
 *
 * @throws UsageError saying what there is instead.
 */
export function findOperation(schema: SchemaShape, kind: "procedure" | "topic", path: string): number {
  const paths = pathsOf(schema, kind);
  const index = paths.indexOf(path);
  if (index >= 0) return index;
  const other = kind === "procedure" ? "topic" : "procedure";
  if (pathsOf(schema, other).includes(path)) {
    const command = kind === "procedure" ? "hawser subscribe" : "hawser call";
    throw new UsageError(`${path} is a ${other} of the schema ${schema.name}, for ${command}.`);
  }
  const near = nearest(path, paths);
  throw new UsageError(
    `The schema ${schema.name} has no ${kind} ${path}. ${near === undefined ? listed(paths, kind) : `Did you mean ${near}?`}`,
  );
}

function pathsOf(schema: SchemaShape, kind: "procedure" | "topic"): string[] {
  return (kind === "procedure" ? schema.procedures : schema.topics).map(({ path }) => path);
}

function listed(paths: readonly string[], kind: string): string {
  if (paths.length === 0) return `It has no ${kind}s.`;
  const shown = paths.slice(0, maxListed).join(", ");
  const rest = paths.length - maxListed;
  return `There are ${shown}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

const maxListed = 12;
