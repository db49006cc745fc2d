import { dirname, resolve } from "node:path";
import { isHawserError } from "@hawser/core";
import { locatePath, locationAt, offsetOf } from "./locate-path.js";
import type { ModuleSources } from "./module-sources.js";
import { SchemaFileError } from "./schema-file-error.js";
import { ExitError, UnsettledError } from "./settle.js";

/** Says in the user's terms why a schema file failed, and finds the place in the user's files where it did. */
export function explain(error: unknown, schemaFile: string, sources: ModuleSources): SchemaFileError {
  return (
    syntaxError(error, sources) ??
    missingModule(error, schemaFile, sources) ??
    invalidSchema(error, sources) ??
    unsettled(error, schemaFile, sources) ??
    thrown(error, schemaFile, sources)
  );
}

/** jiti words a syntax error as `ParseError: <message> \n <file>:<line>:<column>`, columns from 0. */
function syntaxError(error: unknown, sources: ModuleSources): SchemaFileError | undefined {
  const match = /^ParseError: (.*?)\s*\n\s*(.+):(\d+):(\d+)$/s.exec(messageOf(error));
  if (!match) return undefined;
  const [, message = "", file = "", line, column] = match;
  return new SchemaFileError(file, `syntax error: ${message}`, {
    location: { line: Number(line), column: Number(column) + 1 },
    source: sources.sourceOf(file),
    cause: error,
  });
}

function missingModule(error: unknown, schemaFile: string, sources: ModuleSources): SchemaFileError | undefined {
  const file = sources.locate(error)?.file ?? schemaFile;
  const source = sources.sourceOf(file);
  const specifier =
    /^Cannot find (?:module|package) '([^']+)'/.exec(messageOf(error))?.[1] ?? goneImport(error, file, source ?? "");
  if (specifier === undefined) return undefined;
  // The import itself says more than the place where its transpiled form stood.
  const offset =
    source === undefined ? -1 : Math.max(source.indexOf(`"${specifier}"`), source.indexOf(`'${specifier}'`));
  const isPath = /^[./]/.test(specifier);
  return new SchemaFileError(file, `cannot find the module "${specifier}"`, {
    location: source !== undefined && offset >= 0 ? locationAt(source, offset) : undefined,
    source,
    remedy: isPath
      ? "Check the path; it starts at the file that imports it."
      : `Install it with \`npm install ${packageOf(specifier)}\`, or map it under \`paths\` in tsconfig.json.`,
    awaited: isPath ? candidates(resolve(dirname(file), specifier)) : undefined,
    cause: error,
  });
}

/** Node remembers where an import led; when that file is deleted, opening it is what fails. */
function goneImport(error: unknown, importer: string, source: string): string | undefined {
  const path = pathNotFound(error);
  if (path === undefined) return undefined;
  const specifiers = [...source.matchAll(/\b(?:from|import|require)\s*\(?\s*["'](\.[^"']*)["']/g)].map(
    (match) => match[1],
  );
  return specifiers.find(
    (specifier) => specifier !== undefined && candidates(resolve(dirname(importer), specifier)).includes(path),
  );
}

/** The files that an import of this path could mean. */
function candidates(path: string): string[] {
  const stem = path.replace(/\.[cm]?jsx?$/, "");
  return [
    path,
    ...[".ts", ".tsx", ".mts", ".js", ".mjs", ".json"].map((extension) => stem + extension),
    `${path}/index.ts`,
  ];
}

/** `@scope/name/file` is in the package `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** What `defineSchema` refuses, at the declaration that its path leads to. */
function invalidSchema(error: unknown, sources: ModuleSources): SchemaFileError | undefined {
  if (!isHawserError(error) || error.code !== "invalid_schema") return undefined;
  const call = sources.locate(error);
  const source = call && sources.sourceOf(call.file);
  if (!call || source === undefined) return undefined;
  const { path } = error.data as { path: string };
  const location = locatePath(source, path, offsetOf(source, call.location)) ?? call.location;
  return new SchemaFileError(call.file, error.detail, { location, source, cause: error });
}

function unsettled(error: unknown, schemaFile: string, sources: ModuleSources): SchemaFileError | undefined {
  if (error instanceof UnsettledError) {
    return new SchemaFileError(schemaFile, "the file, or one that it imports, never settles", {
      remedy: "Look for a top-level await of something that does not come; a schema file only describes.",
      cause: error,
    });
  }
  if (!(error instanceof ExitError)) return undefined;
  const place = sources.locate(error);
  return new SchemaFileError(place?.file ?? schemaFile, `the file calls ${error.message}`, {
    location: place?.location,
    source: place && sources.sourceOf(place.file),
    remedy: "Throw an error to say why there is no schema; nothing else need end this process.",
    cause: error,
  });
}

function thrown(error: unknown, schemaFile: string, sources: ModuleSources): SchemaFileError {
  const place = sources.locate(error);
  const missing = pathNotFound(error);
  const name = error instanceof Error ? error.name : "thrown";
  // How transpiled modules name an import that is not there.
  const message = messageOf(error).replace(
    /^\(0 ?, _\w+\.(\w+)\) is not a function$/,
    "the import `$1` is not a function",
  );
  return new SchemaFileError(place?.file ?? schemaFile, `${name}: ${message}`, {
    location: place?.location,
    source: place && sources.sourceOf(place.file),
    awaited: missing === undefined ? undefined : [resolve(missing)],
    cause: error,
  });
}

/** The path of a file that was to be opened and is not there. */
function pathNotFound(error: unknown): string | undefined {
  const { code, path } = Object(error) as NodeJS.ErrnoException;
  return code === "ENOENT" ? path : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
