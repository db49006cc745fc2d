import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Path of a data file of the package `vega-datasets`. */
export function datasetFile(name: string): string {
  // The package exports its entry point only; the data lies beside it.
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  return join(dirname(entry), "..", "data", name);
}
