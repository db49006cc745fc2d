import { basename, dirname, extname, join, resolve } from "node:path";
import { parseGitSource } from "../source/git-source.js";
import { serverUrl } from "../talk/server-url.js";
import { UsageError } from "../usage-error.js";

export const docsFormats = ["html", "asyncapi", "json-schema"] as const;

export type DocsFormat = (typeof docsFormats)[number];

/** What is documented, how, and where that goes. */
export interface DocsTarget {
  /** What the schema is read out of, as the user said it. */
  readonly source: string;
  /** Absolute path of that; of one that git has, where it would be. */
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
export function planDocs(source: string, options: DocsTargetOptions, cwd: string): DocsTarget {
  const { format, out, server } = options;
  const schemaFile = resolve(cwd, parseGitSource(source)?.path ?? source);
  const docsFile =
    out === "-" ? undefined : out === undefined ? defaultDocsFile(schemaFile, format) : resolve(cwd, out);
  if (docsFile !== undefined) refuseEnding(docsFile, format, out ?? docsFile);
  if (docsFile === schemaFile) throw new UsageError(`The documents would replace the schema, ${source}.`);
  return { source, schemaFile, format, docsFile, ...(server !== undefined && { server: new URL(serverUrl(server)) }) };
}

/** `chat.schema.ts`, `chat.client.ts` and `chat.schema.json` become `chat.docs.html` in the same directory. */
export function defaultDocsFile(schemaFile: string, format: DocsFormat): string {
  return join(dirname(schemaFile), stemOf(schemaFile) + endings[format]);
}

/** `chat` of `chat.schema.ts`: what is called after a schema's file begins with it. */
export function stemOf(schemaFile: string): string {
  return basename(schemaFile).replace(/(?:\.(?:schema|client))?\.(?:[cm]?[jt]sx?|json)$/, "");
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
