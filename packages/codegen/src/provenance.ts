import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { defaultStubFile, type Target } from "./plan-targets.js";

/** Where a stub comes from, in words that are the same on every machine and from every working directory. */
export interface Provenance {
  /** The schema file, relative to the package that the stub is in. */
  readonly source: string;
  /** What regenerates the stub, called in the root of that package. */
  readonly command: string;
}

export function provenanceOf({ schemaFile, stubFile }: Target): Provenance {
  const root = packageRoot(dirname(stubFile)) ?? dirname(stubFile);
  const source = portable(relative(root, schemaFile));
  const out = stubFile === defaultStubFile(schemaFile) ? "" : ` -o ${quote(portable(relative(root, stubFile)))}`;
  return { source, command: `npx hawser generate ${quote(source)}${out}` };
}

function packageRoot(directory: string): string | undefined {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : packageRoot(parent);
}

function portable(path: string): string {
  return path.replaceAll("\\", "/");
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `"${path.replace(/["$`\\]/g, "\\$&")}"`;
}
