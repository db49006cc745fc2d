import type { ProcedureShape, SchemaShape, TopicShape } from "@hawser/core";
import { type Form, typescript } from "../src/stub/form.js";
import { Imports } from "../src/stub/imports.js";
import type { Names } from "../src/stub/names.js";
import type { StubNames } from "../src/stub/stub-names.js";
import { stubPartsOf } from "../src/stub/stub-parts.js";
import type { TypePrinter } from "../src/stub/type-printer.js";

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
  return { schema, ...stubPartsOf(schema), imports: new Imports(form) };
}

export function procedureShape(path: string, rest: Partial<ProcedureShape> = {}): ProcedureShape {
  return { path, errors: [], ...rest };
}

export function topicShape(path: string, rest: Partial<TopicShape> = {}): TopicShape {
  return { path, event: { kind: "string" }, ...rest };
}
