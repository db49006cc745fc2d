import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { loadSchema } from "../schema/load-schema.js";
import { SchemaFileError } from "../schema/schema-file-error.js";
import { GitError, git } from "./git.js";
import type { LoadedSource, Origin } from "./origin.js";

/** A file of a revision: `git:main:src/chat.schema.ts`, with a path from where the user is. */
export class GitOrigin implements Origin {
  readonly name: string;
  readonly #source: GitSource;
  readonly #cwd: string;

  constructor(source: GitSource, cwd: string) {
    this.#source = source;
    this.#cwd = cwd;
    this.name = source.path;
  }

  file(name: string): string {
    // As the user wrote it, wherever it is put to be read.
    return join(this.#cwd, `git:${this.#source.revision}:${name}`);
  }

  async read(name: string): Promise<string> {
    const { revision } = this.#source;
    try {
      return await git(this.#cwd, ["show", `${revision}:./${name}`]);
    } catch (error) {
      throw this.#explained(error, name);
    }
  }

  /** Puts the sources of the revision into a directory of their own, with the packages that are installed here. */
  async loadSchema(): Promise<LoadedSource> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), "hawser-git-")));
    try {
      const [top = "", prefix = ""] = (await git(this.#cwd, ["rev-parse", "--show-toplevel", "--show-prefix"])).split(
        "\n",
      );
      await this.#checkOut(top, directory);
      const file = resolve(directory, prefix, this.name);
      await linkPackages(top, directory, dirname(file));
      const loaded = await loadSchema(file);
      if ("shape" in loaded) return loaded;
      const { error } = loaded;
      const name = relative(join(directory, prefix), error.file).replaceAll("\\", "/");
      return { error: new SchemaFileError(this.file(name), error.message, error.details) };
    } catch (error) {
      throw this.#explained(error, this.name);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** By an index of its own: the user's index and files are not touched. */
  async #checkOut(top: string, directory: string): Promise<void> {
    const env = { GIT_INDEX_FILE: join(directory, ".hawser-index") };
    await git(top, ["read-tree", this.#source.revision], { env });
    const files = await git(top, ["ls-files", "-z", "--", ...sourceFiles], { env });
    await git(top, ["checkout-index", "-z", "--stdin", `--prefix=${directory}/`], { env, input: files });
  }

  #explained(error: unknown, name: string): unknown {
    if (!(error instanceof GitError)) return error;
    const isOutside = error.message.startsWith("not a git repository");
    return new SchemaFileError(this.file(name), error.message, {
      remedy: isOutside ? "Go to where the repository of that revision is, or name a file." : gitRemedy,
      cause: error,
    });
  }
}

/** How a file of a revision is named. */
export const gitRemedy = "It is git:REVISION:PATH, such as git:main:src/chat.schema.ts; the path starts where you are.";

export interface GitSource {
  readonly revision: string;
  readonly path: string;
}

/** What `git:REVISION:PATH` names; `undefined` for what does not begin like that. */
export function parseGitSource(source: string): GitSource | undefined {
  const [, revision, path] = /^git:([^:]+):(.+)$/.exec(source) ?? [];
  return revision === undefined || path === undefined ? undefined : { revision, path };
}

/** All that a schema file can import, and what says how. */
const sourceFiles = ["ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "json"].map((ending) => `*.${ending}`);

/** Into each directory from the schema file's up to the top: the packages of the working tree. */
async function linkPackages(top: string, directory: string, from: string): Promise<void> {
  for (let at = from; at.startsWith(directory); at = dirname(at)) {
    const installed = join(top, at.slice(directory.length), "node_modules");
    if (existsSync(installed)) await link(installed, join(at, "node_modules"));
  }
  // Those above the repository, where it is a part of something.
  if (existsSync(join(directory, "node_modules"))) return;
  for (let at = dirname(top); ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules"))) return link(join(at, "node_modules"), join(directory, "node_modules"));
    if (dirname(at) === at) return;
  }
}

async function link(installed: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  // Where a revision has committed packages, those are meant.
  if (!existsSync(place)) await symlink(installed, place, "junction");
}
