import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isModuleName, pythonFile } from "./python/python-names.js";
import { shownPath } from "./shown-path.js";
import { UsageError } from "./usage-error.js";

/** The languages of stubs; one in JavaScript counts as TypeScript, of which it has the declarations. */
export const languages = ["typescript", "python"] as const;

export type Language = (typeof languages)[number];

/**
 * A schema file and the stub that is generated from it, as absolute paths. A stub in JavaScript has declarations beside it, one in
 * Python its runtime.
 */
export interface Target {
  readonly schemaFile: string;
  readonly stubFile: string;
  /** Whether the stub is an index of several files, which stand in a directory beside it. */
  readonly split?: true;
}

/**
 * Decides which stub belongs to which schema file.
 *
 * @param out a stub for one schema file, a directory for any number of them; absent, each stub stands beside its schema
 * file.
 * @throws UsageError where two stubs would be one file, a stub's name would not be one of its language, or declarations would stand
 * beside TypeScript of the same name, which hides them.
 */
export function planTargets(
  schemaFiles: readonly string[],
  out: string | undefined,
  { cwd, language = "typescript" }: PlanOptions,
): Target[] {
  const isDirectory =
    out !== undefined && (schemaFiles.length > 1 || /[\\/]$/.test(out) || isExistingDirectory(resolve(cwd, out)));
  if (out !== undefined && schemaFiles.length > 1 && /\.(?:[cm]?[jt]sx?|py)$/.test(out)) {
    throw new UsageError(`-o names one file, ${out}, for ${schemaFiles.length} schema files. Give a directory.`);
  }
  for (const schemaFile of schemaFiles) refuseSource(schemaFile);
  if (out === "") throw new UsageError("-o is empty: name the stub or a directory, or leave -o out.");
  if (out !== undefined && !isDirectory) refuseName(out, language);
  const targets = schemaFiles.map((schemaFile): Target => {
    const schema = resolve(cwd, schemaFile);
    if (out !== undefined && !isDirectory) return { schemaFile: schema, stubFile: resolve(cwd, out) };
    const stubFile = defaultStubFile(schema, language);
    return { schemaFile: schema, stubFile: out === undefined ? stubFile : join(resolve(cwd, out), basename(stubFile)) };
  });
  refuseCollisions(targets, cwd);
  for (const { stubFile } of targets) refuseHidden(stubFile, cwd);
  return targets;
}

export interface PlanOptions {
  /** Directory that relative paths start from. */
  readonly cwd: string;
  /** @default "typescript" */
  readonly language?: Language | undefined;
}

/** `chat.schema.ts` becomes `chat.client.ts` in the same directory, or `chat_client.py`. */
export function defaultStubFile(schemaFile: string, language: Language): string {
  const name = basename(schemaFile).replace(/(?:\.schema)?\.[cm]?[jt]sx?$/, "");
  return join(dirname(schemaFile), language === "python" ? pythonFile(`${name}.client`) : `${name}.client.ts`);
}

/** The language of a stub, as its name tells. */
export function languageOf(stubFile: string): Language {
  return stubFile.endsWith(".py") ? "python" : "typescript";
}

function refuseSource(schemaFile: string): void {
  if (schemaFile === "") throw new UsageError("The name of the schema file is empty.");
  const wanted = "A stub is generated from a schema file in TypeScript or JavaScript.";
  if (schemaFile.startsWith("git:")) {
    throw new UsageError(`${schemaFile} is a file of a revision. ${wanted} Check the revision out first.`);
  }
  const [ending] = /\.(?:json|pyi?|md|html?|ya?ml)$/.exec(schemaFile) ?? [];
  if (ending !== undefined) throw new UsageError(`${schemaFile} ends in ${ending}. ${wanted}`);
}

function refuseName(out: string, language: Language): void {
  if (language === "python") {
    if (!out.endsWith(".py")) {
      throw new UsageError(`-o ${out}: the name of a stub in Python ends in .py; a directory ends in "/".`);
    }
    if (isModuleName(basename(out, ".py"))) return;
    throw new UsageError(
      `-o ${out}: Python cannot import a file of that name. ${pythonFile(basename(out, ".py"))} would do.`,
    );
  }
  if (/(?<!\.d)\.m?ts$|\.m?js$/.test(out)) return;
  if (out.endsWith(".py")) throw new UsageError(`-o ${out}: a stub in Python is asked for with --lang python.`);
  const ends = "in .ts or .mts for TypeScript, in .js or .mjs for JavaScript with declarations";
  throw new UsageError(`-o ${out}: the name of a stub ends ${ends}; a directory ends in "/".`);
}

/** `chat.client.d.ts` for `chat.client.js`; none for TypeScript. */
export function declarationsFile(stubFile: string): string | undefined {
  return /\.m?js$/.test(stubFile) ? stubFile.replace(/\.(m?)js$/, ".d.$1ts") : undefined;
}

/** Who imports `chat.client.js` gets the types of `chat.client.ts` where that is there, whatever the declarations say. */
function refuseHidden(stubFile: string, cwd: string): void {
  if (declarationsFile(stubFile) === undefined) return;
  const hiding = stubFile.replace(/js$/, "ts");
  if (existsSync(hiding)) {
    throw new UsageError(
      `${shownPath(hiding, cwd)} would hide the declarations of ${shownPath(stubFile, cwd)}. Remove it, or give another name with -o.`,
    );
  }
}

function refuseCollisions(targets: readonly Target[], cwd: string): void {
  const shown = (file: string): string => shownPath(file, cwd);
  const schemaByStub = new Map<string, string>();
  for (const { schemaFile, stubFile } of targets) {
    const other = schemaByStub.get(stubFile);
    if (other === schemaFile) throw new UsageError(`The schema file ${shown(schemaFile)} is given twice.`);
    if (other !== undefined) {
      throw new UsageError(`${shown(other)} and ${shown(schemaFile)} would both be generated into ${shown(stubFile)}.`);
    }
    schemaByStub.set(stubFile, schemaFile);
  }
  const schema = targets.find(({ schemaFile }) => schemaByStub.has(schemaFile));
  if (schema) {
    throw new UsageError(
      `The stub would replace the schema file ${shown(schema.schemaFile)}. Give another name with -o.`,
    );
  }
}

function isExistingDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
