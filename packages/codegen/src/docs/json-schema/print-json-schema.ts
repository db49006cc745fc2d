import type { DocumentedSchema } from "../documented-schema.js";
import { namedSchemasOf } from "./named-schemas.js";

/** The types of a schema as one document of JSON Schema 2020-12; each type is in its `$defs`. */
export function printJsonSchema(documented: DocumentedSchema, generator: string): string {
  const { name } = documented.schema;
  const refTo = (type: string): string => `#/$defs/${encodeURIComponent(type)}`;
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: `${generator} Fingerprint: ${documented.fingerprint}`,
    title: name,
    description: `The types of the \`${name}\` schema, called as in its stub. ${jsonFormDescription}`,
    $defs: Object.fromEntries(namedSchemasOf(documented, { version: "2020-12", refTo })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Says what the values of a JSON Schema are. */
export const jsonFormDescription = [
  "Values are in their JSON form: a date is a string of ISO 8601, bytes are base64, a bigint is a string of its decimal",
  "digits, a map an array of pairs, a set an array; a key that is undefined is absent, anything else undefined is null.",
  "The connection itself carries MessagePack.",
].join(" ");
