import { join } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { declarationsFile } from "../plan-targets.js";
import { SchemaFileError } from "../schema/schema-file-error.js";
import { isWhole, readSnapshot } from "../snapshot/snapshot.js";
import { fingerprintIn, isStub } from "../stub/header.js";
import { GitOrigin, gitRemedy, parseGitSource } from "./git-source.js";
import { DiskOrigin, type LoadedSource, type Origin } from "./origin.js";
import { readSchemaComment } from "./schema-comment.js";

/**
 * Reads a schema out of a schema file (`.ts`), a stub (`chat.client.ts`, or `.js` with its declarations beside it), a
 * snapshot (`.json`), or any of these of a revision (`git:main:src/chat.schema.ts`). What a file is, its text says.
 *
 * @param source a path from `cwd`, or `git:REVISION:PATH` with such a path.
 */
export async function loadSource(source: string, cwd: string): Promise<LoadedSource> {
  const revision = parseGitSource(source);
  if (!revision && source.startsWith("git:")) return { error: noRevision(source, cwd) };
  const origin = revision ? new GitOrigin(revision, cwd) : new DiskOrigin(source, cwd);
  try {
    const { name } = origin;
    if (name.endsWith(".json")) return { shape: await fromSnapshot(origin) };
    const text = await origin.read(name);
    if (!/\.[cm]?[jt]sx?$/.test(name)) throw unknownKind(origin);
    if (isStub(text)) return { shape: await fromStub(origin, text) };
    return await origin.loadSchema();
  } catch (error) {
    if (error instanceof SchemaFileError) return { error };
    throw error;
  }
}

function noRevision(source: string, cwd: string): SchemaFileError {
  return new SchemaFileError(join(cwd, source), "this names no file of a revision", { remedy: gitRemedy });
}

function unknownKind(origin: Origin): SchemaFileError {
  return new SchemaFileError(origin.file(origin.name), "a schema is not read out of such a file", {
    remedy: "Give a schema file or a stub in TypeScript or JavaScript, or a snapshot, whose name ends in .json.",
  });
}

async function fromSnapshot(origin: Origin): Promise<SchemaShape> {
  const { name } = origin;
  const text = await origin.read(name);
  try {
    return readSnapshot(text);
  } catch (error) {
    throw new SchemaFileError(origin.file(name), (error as Error).message, {
      remedy: "Write it anew: npx hawser snapshot <schema-file>.",
      cause: error,
    });
  }
}

async function fromStub(origin: Origin, text: string): Promise<SchemaShape> {
  const { name } = origin;
  const typed = /(?<!\.d)\.m?js$/.test(name) ? declarationsFile(name) : undefined;
  const typedText = typed === undefined ? text : await origin.read(typed);
  const shape = readSchemaComment(typedText);
  if (shape && isWhole(shape, fingerprintIn(typedText))) return shape;
  const reason = shape
    ? "the schema at its end is not the one that it was generated from"
    : "this stub does not hold its schema";
  throw new SchemaFileError(origin.file(typed ?? name), reason, {
    remedy: "Generate it again with this version of hawser.",
  });
}
