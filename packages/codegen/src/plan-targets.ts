import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "./usage-error.js";

/** A schema file and the stub that is generated from it, as absolute paths. A stub in JavaScript has declarations beside it. */
export interface Target {
  readonly schemaFile: string;
  readonly stubFile: string;
}

/**
 * Decides which stub belongs to which schema file.
 *
 * @param out a stub for one schema file, a directory for any number of them; absent, each stub stands beside its schema
 * file.
 * @throws UsageError where two stubs would be one file, a stub would be neither TypeScript nor JavaScript, or declarations would stand
 * beside TypeScript of the same name, which hides them.
 */
export function planTargets(schemaFiles: readonly string[], out: string | undefined, cwd: string): Target[] {
  const isDirectory =
    out !== undefined && (schemaFiles.length > 1 || /[\\/]$/.test(out) || isExistingDirectory(resolve(cwd, out)));
  if (out !== undefined && schemaFiles.length > 1 && /\.[cm]?[jt]sx?$/.test(out)) {
    throw new UsageError(`-o names one file, ${out}, for ${schemaFiles.length} schema files. Give a directory.`);
  }
  if (out !== undefined && !isDirectory && !/(?<!\.d)\.m?ts$|\.m?js$/.test(out)) {
    const ends = "in .ts or .mts for TypeScript, in .js or .mjs for JavaScript with declarations";
    throw new UsageError(`-o ${out}: the name of a stub ends ${ends}; a directory ends in "/".`);
  }
  const targets = schemaFiles.map((schemaFile): Target => {
    const schema = resolve(cwd, schemaFile);
    if (out !== undefined && !isDirectory) return { schemaFile: schema, stubFile: resolve(cwd, out) };
    return {
      schemaFile: schema,
      stubFile:
        out === undefined ? defaultStubFile(schema) : join(resolve(cwd, out), basename(defaultStubFile(schema))),
    };
  });
  refuseCollisions(targets);
  for (const { stubFile } of targets) refuseHidden(stubFile);
  return targets;
}

/** `chat.schema.ts` becomes `chat.client.ts` in the same directory. */
export function defaultStubFile(schemaFile: string): string {
  const name = basename(schemaFile).replace(/(?:\.schema)?\.[cm]?[jt]sx?$/, "");
  return join(dirname(schemaFile), `${name}.client.ts`);
}

/** `chat.client.d.ts` for `chat.client.js`; none for TypeScript. */
export function declarationsFile(stubFile: string): string | undefined {
  return /\.m?js$/.test(stubFile) ? stubFile.replace(/\.(m?)js$/, ".d.$1ts") : undefined;
}

/** Who imports `chat.client.js` gets the types of `chat.client.ts` where that is there, whatever the declarations say. */
function refuseHidden(stubFile: string): void {
  if (declarationsFile(stubFile) === undefined) return;
  const hiding = stubFile.replace(/js$/, "ts");
  if (existsSync(hiding)) {
    throw new UsageError(
      `${hiding} would hide the declarations of ${stubFile}. Remove it, or give another name with -o.`,
    );
  }
}

function refuseCollisions(targets: readonly Target[]): void {
  const schemaByStub = new Map<string, string>();
  for (const { schemaFile, stubFile } of targets) {
    const other = schemaByStub.get(stubFile);
    if (other === schemaFile) throw new UsageError(`The schema file ${schemaFile} is given twice.`);
    if (other !== undefined)
      throw new UsageError(`${other} and ${schemaFile} would both be generated into ${stubFile}.`);
    schemaByStub.set(stubFile, schemaFile);
  }
  const schema = targets.find(({ schemaFile }) => schemaByStub.has(schemaFile));
  if (schema)
    throw new UsageError(`The stub would replace the schema file ${schema.schemaFile}. Give another name with -o.`);
}

function isExistingDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
