import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory } from "../make-directory.js";
import { templateDirectory } from "../template-directory.js";

export interface ProjectOptions {
  /** It is made where it is missing. */
  readonly directory: string;
  /** As npm wants it. */
  readonly name: string;
}

/**
 * Writes a working project into an empty directory.
 *
 * @returns its files, relative to the directory, sorted.
 * @throws DirectoryInUseError where the directory has anything in it but what version control keeps; nothing is written then.
 */
export async function initProject({ directory, name }: ProjectOptions): Promise<readonly string[]> {
  const inUse = await entriesOf(directory);
  if (inUse.length > 0) throw new DirectoryInUseError(inUse);
  const files = await templateFiles();
  for (const file of files) {
    const text = await readFile(join(templateDirectory, file), "utf8");
    const target = join(directory, targetOf(file));
    await makeDirectory(dirname(target));
    await writeFile(target, file === "package.json" ? named(text, name) : text);
  }
  return files.map(targetOf).sort();
}

/** Something could be overwritten, or mixed up with the project. */
export class DirectoryInUseError extends Error {
  override readonly name = "DirectoryInUseError";

  constructor(readonly entries: readonly string[]) {
    const more = entries.length > 3 ? ` and ${entries.length - 3} more` : "";
    super(`the directory is not empty: it has ${entries.slice(0, 3).join(", ")}${more}`);
  }
}

async function entriesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries.filter((entry) => !harmless.has(entry));
}

/** What a repository that was just made has, and what a file manager leaves. */
const harmless = new Set([".git", ".DS_Store", "LICENSE"]);

/** Relative to the template's directory, with slashes. */
async function templateFiles(): Promise<string[]> {
  const paths = await readdir(templateDirectory, { recursive: true });
  const files: string[] = [];
  for (const path of paths) {
    const isMade = /(?:^|[\\/])(?:node_modules|dist)(?:[\\/]|$)/.test(path);
    if (!isMade && (await stat(join(templateDirectory, path))).isFile()) files.push(path.replaceAll("\\", "/"));
  }
  return files;
}

/** npm would take a `.gitignore` for a word about what to pack. */
function targetOf(file: string): string {
  return file === "gitignore" ? ".gitignore" : file;
}

function named(packageJson: string, name: string): string {
  return packageJson.replace(/^ {2}"name": ".*"/m, () => `  "name": ${JSON.stringify(name)}`);
}
