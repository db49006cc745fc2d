import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { defaultStubFile, languageOf, type Target } from "./plan-targets.js";

/** Where a stub comes from, in words that are the same on every machine and from every working directory. */
export interface Provenance {
  /** The schema file, relative to the package that the stub is in. */
  readonly source: string;
  /** What regenerates the stub, called in the root of that package. */
  readonly command: string;
}

export function provenanceOf(target: Target): Provenance {
  const { schemaFile, stubFile } = target;
  const root = rootOf(stubFile);
  return { source: sourceIn(schemaFile, stubFile), command: commandIn(root, target) };
}

/** A schema file, relative to the package that what is generated from it is in. */
export function sourceIn(schemaFile: string, generatedFile: string): string {
  return portable(relative(rootOf(generatedFile), schemaFile));
}

/** What generates a stub, called in the given directory. */
export function commandIn(directory: string, { schemaFile, stubFile, split }: Target): string {
  const argument = (file: string): string => argumentIn(directory, file);
  const language = languageOf(stubFile);
  const lang = language === "typescript" ? "" : ` --lang ${language}`;
  const out = stubFile === defaultStubFile(schemaFile, language) ? "" : ` -o ${argument(stubFile)}`;
  return `npx hawser generate ${argument(schemaFile)}${lang}${out}${split ? " --split" : ""}`;
}

/** A file as an argument of a command that is called in the given directory. */
export function argumentIn(directory: string, file: string): string {
  return quote(portable(relative(directory, file)));
}

function rootOf(generatedFile: string): string {
  const directory = dirname(generatedFile);
  return packageRoot(directory) ?? directory;
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
