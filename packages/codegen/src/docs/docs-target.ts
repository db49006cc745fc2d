import { basename, dirname, extname, join, resolve } from "node:path";
import { serverUrl } from "../talk/server-url.js";
import { UsageError } from "../usage-error.js";

export const docsFormats = ["html", "asyncapi", "json-schema"] as const;

export type DocsFormat = (typeof docsFormats)[number];

/** What is documented, how, and where that goes. */
export interface DocsTarget {
  /** Absolute path. */
  readonly schemaFile: string;
  readonly format: DocsFormat;
  /** Absolute path; undefined for the standard output. */
  readonly docsFile: string | undefined;
  /** Where the API is served, as the user said it; absent where they did not. */
  readonly server?: URL | undefined;
}

export interface DocsTargetOptions {
  readonly format: DocsFormat;
  /** A path, or `-` for the standard output. Absent: beside the schema file. */
  readonly out?: string | undefined;
  readonly server?: string | undefined;
}

/** @throws UsageError where the file would have another ending than what is in it, or the server has no URL. */
export function planDocs(schemaFile: string, options: DocsTargetOptions, cwd: string): DocsTarget {
  const { format, out, server } = options;
  const schema = resolve(cwd, schemaFile);
  const docsFile = out === "-" ? undefined : out === undefined ? defaultDocsFile(schema, format) : resolve(cwd, out);
  if (docsFile !== undefined) refuseEnding(docsFile, format, out ?? docsFile);
  if (docsFile === schema) throw new UsageError(`The documents would replace the schema file ${schemaFile}.`);
  return { schemaFile: schema, format, docsFile, ...(server !== undefined && { server: new URL(serverUrl(server)) }) };
}

/** `chat.schema.ts` becomes `chat.docs.html` in the same directory. */
export function defaultDocsFile(schemaFile: string, format: DocsFormat): string {
  const name = basename(schemaFile).replace(/(?:\.schema)?\.[cm]?[jt]sx?$/, "");
  return join(dirname(schemaFile), name + endings[format]);
}

const endings: Readonly<Record<DocsFormat, string>> = {
  html: ".docs.html",
  asyncapi: ".asyncapi.json",
  "json-schema": ".json-schema.json",
};

function refuseEnding(file: string, format: DocsFormat, out: string): void {
  const ending = extname(file);
  if (format === "html") {
    if (ending === ".html" || ending === ".htm") return;
    const meant = ending === ".json" ? ", or ask for JSON with --format asyncapi or --format json-schema" : "";
    throw new UsageError(`-o ${out}: the name of a page ends in .html${meant}.`);
  }
  if (ending === ".json") return;
  const yaml = ending === ".yaml" || ending === ".yml" ? " What reads YAML reads JSON, too." : "";
  throw new UsageError(`-o ${out}: with --format ${format} the name ends in .json.${yaml}`);
}
