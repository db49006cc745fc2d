import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { nearest } from "../did-you-mean.js";
import { SchemaFileError } from "./schema-file-error.js";

/** Why a file that should say a schema could not be read, and what to do about it. */
export function unreadFile(file: string, error: unknown): SchemaFileError {
  const { code = "" } = Object(error) as NodeJS.ErrnoException;
  const reason = reasons[code] ?? `this file cannot be read (${code})`;
  return new SchemaFileError(file, reason, { remedy: remedyFor(file, code), cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file: what would be its directory is a file",
  EISDIR: "this is a directory, not a schema file",
  EACCES: "no permission to read this file",
};

function remedyFor(file: string, code: string): string | undefined {
  switch (code) {
    case "ENOENT": {
      const near = nearest(basename(file), neighbours(file));
      return near === undefined ? "Check the path; it starts where you are." : `Check the path. Did you mean ${near}?`;
    }
    case "ENOTDIR":
      return "Check the path; it starts where you are.";
    case "EISDIR":
      return "Name a file in it.";
    case "EACCES":
      return "Allow it for the file and its directory.";
    default:
      return undefined;
  }
}

function neighbours(file: string): string[] {
  try {
    return readdirSync(dirname(file));
  } catch {
    return [];
  }
}
