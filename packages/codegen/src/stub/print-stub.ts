import type { SchemaShape } from "@hawser/core";
import { printSchemaComment } from "../source/schema-comment.js";
import { type Form, typescript } from "./form.js";
import { type HeaderOptions, printHeader } from "./header.js";
import { Imports } from "./imports.js";
import type { Names } from "./names.js";
import { codecComment, codecDeclarations, codecPrinterOf, importWire } from "./print-codecs.js";
import { printConnect } from "./print-connect.js";
import { DescriptorPrinter } from "./print-descriptor.js";
import { printMetadata } from "./print-metadata.js";
import { printNamespace } from "./print-namespace.js";
import { printProcedureTypes } from "./print-procedure.js";
import { printTopic } from "./print-topic.js";
import type { StubNames } from "./stub-names.js";
import { stubPartsOf } from "./stub-parts.js";
import { wrap } from "./wrap.js";

export interface StubOptions extends HeaderOptions {
  /** Absent: all in one file of TypeScript. */
  readonly form?: Form;
}

/** The text of the client stub of a schema: one module that imports `@hawser/client` and nothing else. */
export function printStub(schema: SchemaShape, options: StubOptions): string {
  const { form = typescript } = options;
  const { names, stub, types } = stubPartsOf(schema);
  const imports = new Imports(form);

  const connect = printConnect(schema.name, stub.connect, types, imports);
  const metadata = stub.metadata ? printMetadata(stub.metadata, types, imports) : [];
  const classes = stub.namespaces.map((namespace) => printNamespace(namespace, schema.definitions, imports));
  const operations = stub.operations.flatMap((operation) =>
    operation.kind === "procedure"
      ? printProcedureTypes(operation, types, imports)
      : printTopic(operation, types, imports),
  );
  types.declareShared();
  const declaredOnce = types.take();
  const json = form.types ? types.json() : undefined;
  // What codecs put at the top level comes last, when all other names are known.
  const codecs = form.code ? printCodecs(schema, { stub, imports, names, fingerprint: options.fingerprint }) : [];

  return [
    printHeader(options),
    imports.print(),
    ...connect,
    ...(form.types ? metadata : []),
    ...classes,
    ...operations,
    ...(form.types ? declaredOnce : []),
    ...(json === undefined ? [] : [json]),
    ...codecs,
    ...(form.types ? [printSchemaComment(schema)] : []),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

interface CodecParts {
  readonly stub: StubNames;
  readonly imports: Imports;
  readonly names: Names;
  readonly fingerprint: string;
}

/** How all of a schema travels, with a comment in front. */
function printCodecs(schema: SchemaShape, { stub, imports, names, fingerprint }: CodecParts): string[] {
  const codecs = codecPrinterOf(schema, names, imports);
  const descriptors = new DescriptorPrinter(schema, codecs, imports);
  const constants = [
    descriptors.schema(stub, fingerprint),
    ...stub.operations.map((operation) => descriptors.operation(operation)),
  ].map(wrap);
  for (const helper of codecs.helpers) imports.useHelper(helper);
  const source = [...constants, ...codecDeclarations(codecs)];
  importWire(source, imports);
  return [codecComment, ...source];
}
