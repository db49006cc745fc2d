import type { SchemaShape } from "@hawser/core";
import { DefinitionNames } from "./definition-names.js";
import { Names } from "./names.js";
import { payloadsOf } from "./payloads.js";
import { reservedNames } from "./reserved-names.js";
import { SharedTypes } from "./shared-types.js";
import { StubNames } from "./stub-names.js";
import { TypePrinter } from "./type-printer.js";

/** What the printers of a stub share. */
export interface StubParts {
  readonly names: Names;
  readonly definitions: DefinitionNames;
  readonly stub: StubNames;
  readonly shared: SharedTypes;
  readonly types: TypePrinter;
}

/** Gives every part of a schema its name: definitions first, then what is called after its path, then what several places share. */
export function stubPartsOf(schema: SchemaShape): StubParts {
  const names = new Names(reservedNames);
  const definitions = new DefinitionNames(schema, names);
  const stub = new StubNames(schema, names);
  const shared = new SharedTypes(schema, payloadsOf(stub), { definitions, names });
  return { names, definitions, stub, shared, types: new TypePrinter(names, definitions, shared) };
}
