import { fingerprintOf } from "@hawser/core";
import type { Target } from "./plan-targets.js";
import { provenanceOf } from "./provenance.js";
import { loadSchema } from "./schema/load-schema.js";
import type { SchemaFileError } from "./schema/schema-file-error.js";
import { printStub } from "./stub/print-stub.js";
import { version } from "./version.js";

/** The stub that a schema file asks for now, and the files that it was made from. */
export type RenderedStub = { readonly files: readonly string[] } & (
  | { readonly text: string }
  | { readonly error: SchemaFileError }
);

export async function renderStub(target: Target): Promise<RenderedStub> {
  const schema = await loadSchema(target.schemaFile);
  if ("error" in schema) return schema;
  const { shape, files } = schema;
  return { files, text: printStub(shape, { version, fingerprint: fingerprintOf(shape), ...provenanceOf(target) }) };
}
