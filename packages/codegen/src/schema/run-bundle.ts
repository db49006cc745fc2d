import { createRequire } from "node:module";
import type { Bundle } from "./bundle.js";
import { importMeta } from "./import-meta.js";
import { scriptName } from "./module-sources.js";

/** Runs the modules of a bundle. @returns what the schema file exports. @throws what they throw. */
export async function runBundle({ entry, code, packages }: Bundle): Promise<Readonly<Record<string, unknown>>> {
  const surroundings: Surroundings = { packages, meta: importMeta.of, exported: {} };
  // Not through node:vm, whose scripts cannot import() without a warning.
  const run = new AsyncFunction("__hawser", "require", `"use strict";${code}\n//# sourceURL=${scriptName}`);
  await run(surroundings, createRequire(entry));
  return surroundings.exported;
}

const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (surroundings: Surroundings, require: NodeJS.Require) => Promise<void>;

/** What the code of a bundle finds under the name `__hawser`. */
export interface Surroundings {
  readonly packages: ReadonlyMap<string, unknown>;
  /** The `import.meta` of a file. */
  readonly meta: (file: string) => ImportMeta;
  /** Where it leaves what the schema file exports. */
  exported: Readonly<Record<string, unknown>>;
}
