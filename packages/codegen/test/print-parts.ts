import type { ProcedureShape, SchemaShape, TopicShape } from "@hawser/core";
import { DefinitionNames } from "../src/stub/definition-names.js";
import { type Form, typescript } from "../src/stub/form.js";
import { Imports } from "../src/stub/imports.js";
import { Names } from "../src/stub/names.js";
import { reservedNames } from "../src/stub/reserved-names.js";
import { StubNames } from "../src/stub/stub-names.js";
import { TypePrinter } from "../src/stub/type-printer.js";

/** What the printers of a stub's parts work with, for a schema of these declarations. */
export function printParts(
  declarations: Partial<SchemaShape>,
  form: Form = typescript,
): {
  schema: SchemaShape;
  names: Names;
  stub: StubNames;
  types: TypePrinter;
  imports: Imports;
} {
  const schema: SchemaShape = { name: "test", procedures: [], topics: [], definitions: {}, ...declarations };
  const names = new Names(reservedNames);
  const definitions = new DefinitionNames(schema, names);
  const stub = new StubNames(schema, names);
  return { schema, names, stub, types: new TypePrinter(names, definitions), imports: new Imports(form) };
}

export function procedureShape(path: string, rest: Partial<ProcedureShape> = {}): ProcedureShape {
  return { path, errors: [], ...rest };
}

export function topicShape(path: string, rest: Partial<TopicShape> = {}): TopicShape {
  return { path, event: { kind: "string" }, ...rest };
}
