import type * as core from "@hawser/core";
import { isStub } from "../stub/header.js";
import { bundle } from "./bundle.js";
import { explain } from "./explain.js";
import { locationAt } from "./locate-path.js";
import { ModuleSources } from "./module-sources.js";
import { runBundle } from "./run-bundle.js";
import { SchemaFileError } from "./schema-file-error.js";
import { settle } from "./settle.js";
import { unreadFile } from "./unread-file.js";

/** What came of running a schema file. */
export type LoadedSchema = {
  /**
   * Absolute paths of the files that this came from: the schema file and what it imports, packages aside; where an
   * import is missing, also the files that it could mean.
   */
  readonly files: readonly string[];
} & ({ readonly shape: core.SchemaShape } | { readonly error: SchemaFileError });

/**
 * Runs a schema file, TypeScript or JavaScript, and reads the schema that it exports by default. `paths` of the
 * nearest tsconfig.json are obeyed. Every load runs the user's modules anew; only packages are Node's to load, once per
 * process and before the user's modules run.
 */
export async function loadSchema(file: string): Promise<LoadedSchema> {
  const sources = new ModuleSources();
  const { stackTraceLimit } = Error;
  // The user's own frame is to be among them, below those of zod.
  Error.stackTraceLimit = 100;
  try {
    const { shape } = schemaIn(await run(file, sources), file, sources);
    return { shape, files: sources.files() };
  } catch (error) {
    const explained = error instanceof SchemaFileError ? error : explain(error, file, sources);
    const { awaited = [] } = explained.details;
    return { error: explained, files: [...new Set([file, ...sources.files(), ...awaited])] };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function run(file: string, sources: ModuleSources): Promise<Readonly<Record<string, unknown>>> {
  try {
    await sources.read(file);
  } catch (error) {
    throw unreadFile(file, error);
  }
  const made = await settle(() => bundle(file, sources));
  return settle(() => runBundle(made));
}

function schemaIn(exported: Readonly<Record<string, unknown>>, file: string, sources: ModuleSources): core.Schema {
  const { default: schema, ...named } = exported;
  if (isSchema(schema)) return schema;
  const source = sources.sourceOf(file) ?? "";
  if (schema === undefined && isStub(source)) {
    throw new SchemaFileError(file, "this is a stub, not the schema file that it was generated from", {
      remedy: "Name the schema file; the first line of the stub says which it is.",
    });
  }
  if (schema === undefined) {
    const name = Object.keys(named).find((key) => isSchema(named[key]));
    throw new SchemaFileError(file, "the file has no default export", {
      ...placeOf(source, name === undefined ? /(?!)/ : new RegExp(`(?<=\\bexport\\s+(?:const|let|var)\\s+)${name}\\b`)),
      remedy:
        name === undefined ? "Write `export default defineSchema({ ... })`." : `Write \`export default ${name};\`.`,
    });
  }
  const what = schema === null ? "null" : Array.isArray(schema) ? "an array" : `of type ${typeof schema}`;
  throw new SchemaFileError(file, `the default export is not a schema made by defineSchema; it is ${what}`, {
    ...placeOf(source, /\bexport\s+default\b/),
    remedy: "Write `export default defineSchema({ ... })`, with `defineSchema` from @hawser/core.",
  });
}

function isSchema(value: unknown): value is core.Schema {
  return (
    typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === "schema" && "shape" in value
  );
}

function placeOf(source: string, pattern: RegExp): { source: string; location?: ReturnType<typeof locationAt> } {
  const offset = source.search(pattern);
  return { source, ...(offset >= 0 && { location: locationAt(source, offset) }) };
}
