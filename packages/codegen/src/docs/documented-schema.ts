import type { SchemaShape } from "@hawser/core";
import { DefinitionNames } from "../stub/definition-names.js";
import { Names } from "../stub/names.js";
import { reservedNames } from "../stub/reserved-names.js";
import { StubNames } from "../stub/stub-names.js";

/** A schema with everything in it called as the stub calls it. */
export interface DocumentedSchema {
  readonly schema: SchemaShape;
  readonly fingerprint: string;
  readonly names: Names;
  readonly definitions: DefinitionNames;
  readonly stub: StubNames;
}

export function documentSchema(schema: SchemaShape, fingerprint: string): DocumentedSchema {
  const names = new Names(reservedNames);
  // In this order the stub takes its names, too.
  const definitions = new DefinitionNames(schema, names);
  const stub = new StubNames(schema, names);
  return { schema, fingerprint, names, definitions, stub };
}
