import { fileURLToPath } from "node:url";
import { fingerprintOf } from "@hawser/core";
import { type DocumentedSchema, documentSchema } from "../../src/docs/documented-schema.js";
import { loadSchema } from "../../src/schema/load-schema.js";

/** Schema files to document: whole programs', and those that hold everything that there is. */
export const schemaFiles = [
  "../../../../examples/chat/chat.schema.ts",
  "../../../../examples/files/files.schema.ts",
  "../../../../examples/quotes/quotes.schema.ts",
  "../corpus/inventory.schema.ts",
  "../corpus/logistics.schema.ts",
  "../golden/brands.schema.ts",
  "../golden/everything.schema.ts",
  "../golden/kinds.schema.ts",
  "../golden/presence.schema.ts",
  "../golden/streams.schema.ts",
  "harbour.schema.ts",
].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** A schema file, ready to be documented. */
export async function documented(file: string): Promise<DocumentedSchema> {
  const loaded = await loadSchema(file);
  if ("error" in loaded) throw loaded.error;
  return documentSchema(loaded.shape, fingerprintOf(loaded.shape));
}
