import type { SchemaShape } from "@hawser/core";
import { type StubParts, stubPartsOf } from "../stub/stub-parts.js";

/** A schema with everything in it called as the stub calls it. */
export interface DocumentedSchema extends StubParts {
  readonly schema: SchemaShape;
  readonly fingerprint: string;
}

export function documentSchema(schema: SchemaShape, fingerprint: string): DocumentedSchema {
  return { schema, fingerprint, ...stubPartsOf(schema) };
}
