import { dirname, resolve } from "node:path";
import { isHawserError } from "@hawser/core";
import type { Message } from "esbuild";
import { BundleError } from "./bundle.js";
import type { Location } from "./code-frame.js";
import { locatePath, offsetOf } from "./locate-path.js";
import type { ModuleSources } from "./module-sources.js";
import { SchemaFileError } from "./schema-file-error.js";
import { ExitError, UnsettledError } from "./settle.js";

/** Says in the user's terms why a schema file failed, and finds the place in the user's files where it did. */
export function explain(error: unknown, schemaFile: string, sources: ModuleSources): SchemaFileError {
  return (
    notBundled(error, schemaFile, sources) ??
    invalidSchema(error, sources) ??
    unsettled(error, schemaFile, sources) ??
    thrown(error, sources.locate(error) ?? { file: schemaFile }, sources)
  );
}

/** A place in a file of the user's; where the location is absent, the file as a whole. */
interface Place {
  readonly file: string;
  readonly location?: Location;
}

function notBundled(error: unknown, schemaFile: string, sources: ModuleSources): SchemaFileError | undefined {
  if (!(error instanceof BundleError)) return undefined;
  const { directory, messages } = error;
  const [message] = messages as [Message];
  const place = placeOf(message, directory, sources) ?? { file: schemaFile };
  if (message.detail !== undefined) return thrown(message.detail, place, sources);
  return (
    missingModule(message, place, sources) ??
    missingExport(message, place, sources) ??
    strangeFile(message, place, sources) ??
    new SchemaFileError(place.file, `syntax error: ${message.text}`, {
      location: place.location,
      source: sources.sourceOf(place.file),
      cause: message,
    })
  );
}

/** The bundler counts columns from 0, in bytes. */
function placeOf({ location }: Message, directory: string, sources: ModuleSources): Place | undefined {
  if (!location) return undefined;
  const file = resolve(directory, location.file);
  if (sources.sourceOf(file) === undefined) return undefined;
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString("utf8");
  return { file, location: sources.written(file, { line: location.line, column: before.length + 1 }) };
}

function missingModule(
  message: Message,
  { file, location }: Place,
  sources: ModuleSources,
): SchemaFileError | undefined {
  const [, specifier] = /^Could not resolve "(.+)"$/.exec(message.text) ?? [];
  if (specifier === undefined) return undefined;
  const isPath = /^[./]/.test(specifier);
  return new SchemaFileError(file, `cannot find the module "${specifier}"`, {
    location,
    source: sources.sourceOf(file),
    remedy: isPath ? "Check the path; it starts at the file that imports it." : packageRemedy(specifier, message),
    awaited: isPath ? candidates(resolve(dirname(file), specifier)) : undefined,
    cause: message,
  });
}

function packageRemedy(specifier: string, { notes }: Message): string {
  const name = packageOf(specifier);
  return notes.some(({ text }) => text.includes("is not exported by package"))
    ? `The package ${name} is installed, but exports nothing by that path: see \`exports\` in its package.json.`
    : `Install it with \`npm install ${name}\`, or map it under \`paths\` in tsconfig.json.`;
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

function missingExport(
  message: Message,
  { file, location }: Place,
  sources: ModuleSources,
): SchemaFileError | undefined {
  const [, name] = /^No matching export in ".*" for import "(.+)"$/.exec(message.text) ?? [];
  const source = sources.sourceOf(file);
  if (name === undefined || location === undefined || source === undefined) return undefined;
  // Only the import itself says which module the user meant.
  const [, specifier = ""] = /\bfrom\s*["'](.+?)["']/.exec(source.slice(offsetOf(source, location))) ?? [];
  const similar = message.location?.suggestion;
  return new SchemaFileError(file, `"${specifier}" exports no \`${name}\``, {
    location,
    source,
    remedy: similar ? `Did you mean ${similar}?` : undefined,
    cause: message,
  });
}

function strangeFile(message: Message, { file, location }: Place, sources: ModuleSources): SchemaFileError | undefined {
  const [, ending] = /^No loader is configured for "(.+)" files:/.exec(message.text) ?? [];
  if (ending === undefined) return undefined;
  return new SchemaFileError(file, `a file that ends in ${ending} is no module`, {
    location,
    source: sources.sourceOf(file),
    remedy: "Import TypeScript, JavaScript or JSON; read what else there is with node:fs.",
    cause: message,
  });
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

function thrown(error: unknown, { file, location }: Place, sources: ModuleSources): SchemaFileError {
  const missing = pathNotFound(error);
  const isError = error instanceof Error;
  return new SchemaFileError(file, `${isError ? error.name : "thrown"}: ${isError ? error.message : String(error)}`, {
    location,
    source: location && sources.sourceOf(file),
    remedy: thrownRemedies[codeOf(error) ?? ""],
    awaited: missing === undefined ? undefined : [resolve(missing)],
    cause: error,
  });
}

const thrownRemedies: Readonly<Record<string, string>> = {
  // What `import()` is given at run time, Node itself loads.
  ERR_UNKNOWN_FILE_EXTENSION: "Write out what is imported; a pattern will do: import('./parts/' + name + '.ts').",
};

function codeOf(error: unknown): string | undefined {
  return (Object(error) as NodeJS.ErrnoException).code;
}

/** The path of a file that was to be opened and is not there. */
function pathNotFound(error: unknown): string | undefined {
  return codeOf(error) === "ENOENT" ? (error as NodeJS.ErrnoException).path : undefined;
}
