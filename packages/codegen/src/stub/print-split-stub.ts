import type { SchemaShape } from "@hawser/core";
import { printSchemaComment } from "../source/schema-comment.js";
import { fileNamesOf } from "./file-names.js";
import { type Form, typescript } from "./form.js";
import { printHeader } from "./header.js";
import type { ProcedureNames, TopicNames } from "./operation-names.js";
import { codecDeclarations, codecPrinterOf } from "./print-codecs.js";
import { printConnect } from "./print-connect.js";
import { DescriptorPrinter } from "./print-descriptor.js";
import { printMetadata } from "./print-metadata.js";
import { type NamespaceNames, printNamespace } from "./print-namespace.js";
import { printProcedureTypes } from "./print-procedure.js";
import type { StubOptions } from "./print-stub.js";
import { printTopic } from "./print-topic.js";
import { SplitPart } from "./split-part.js";
import { stubPartsOf } from "./stub-parts.js";
import { wrap } from "./wrap.js";

export interface SplitOptions extends StubOptions {
  /** Of the files beside the index, relative to it: `chat.client`. */
  readonly directory: string;
  /** How the name of an imported file ends, such as `.js`. */
  readonly extension: string;
}

/** One file of a stub in several. */
export interface SplitFile {
  /** In the directory, without extension; absent for the index, which stands beside that. */
  readonly name?: string;
  readonly text: string;
}

/**
 * The client stub of a schema in several modules: an index, which exports what all others do; one for each namespace at the top;
 * and one for what these share. They import each other in this direction only.
 */
export function printSplitStub(schema: SchemaShape, options: SplitOptions): SplitFile[] {
  const { form = typescript, directory, extension } = options;
  const { names, stub, types } = stubPartsOf(schema);
  const [root, ...namespaces] = stub.namespaces as [NamespaceNames, ...NamespaceNames[]];
  const files = fileNamesOf(root.children.map(({ namespace }) => namespace.path));
  const index = new SplitPart(form);
  const parts = new Map([...files.namespaces.keys()].map((namespace) => [namespace, new SplitPart(form)]));
  const shared = new SplitPart(form);
  // No procedure or topic at the top is called as a namespace is.
  const partOf = (path: string): SplitPart => parts.get(path.split(".")[0] as string) ?? index;

  index.declarations.push(...printConnect(schema.name, stub.connect, types, index.imports));
  for (const names of [root, ...namespaces]) {
    const { declarations, imports } = partOf(names.namespace.path);
    declarations.push(printNamespace(names, schema.definitions, imports));
  }
  for (const operation of stub.operations) {
    const { declarations, imports } = partOf(pathOf(operation));
    declarations.push(
      ...(operation.kind === "procedure"
        ? printProcedureTypes(operation, types, imports)
        : printTopic(operation, types, imports)),
    );
  }
  const metadata = stub.metadata ? printMetadata(stub.metadata, types, shared.imports) : [];
  types.declareShared();
  const declaredOnce = types.take();
  const json = types.json();
  if (form.types) shared.declarations.push(...metadata, ...declaredOnce, ...(json === undefined ? [] : [json]));

  if (form.code) {
    const codecs = codecPrinterOf(schema, names, shared.imports);
    for (const operation of stub.operations) {
      const part = partOf(pathOf(operation));
      part.codecs.push(wrap(new DescriptorPrinter(schema, codecs, part.imports).operation(operation)));
    }
    const schemaConstant = wrap(
      new DescriptorPrinter(schema, codecs, shared.imports).schema(stub, options.fingerprint),
    );
    shared.codecs.push(...[schemaConstant, ...codecDeclarations(codecs)].map((text) => exported(text, form)));
    for (const part of [index, ...parts.values(), shared]) part.importHelpers(codecs);
  } else {
    const type = shared.imports.use("SchemaDescriptor");
    shared.codecs.push(`export const ${stub.connect.schema}: ${type};`);
  }

  const fromIndex = (name: string): string => `./${directory}/${name}${extension}`;
  const declared = namesIn([...shared.declarations, ...shared.codecs]);
  index.importFrom(fromIndex(files.shared), declared);
  for (const part of parts.values()) part.importFrom(`./${files.shared}${extension}`, declared);
  for (const { namespace, name } of root.children) {
    index.imports.useLocal(name, fromIndex(files.namespaces.get(namespace.path) as string), "class");
  }
  const exports = [
    ...[...files.namespaces.values()].map((name) => `export * from "${fromIndex(name)}";`),
    ...(form.types ? [`export type * from "${fromIndex(files.shared)}";`] : []),
  ].join("\n");
  // What says nothing of the whole schema stays as it is where other parts change.
  const header = printHeader(options).replace(/\n[^\n]*$/, "");
  return [
    { text: index.print(printHeader(options), [exports, ...(form.types ? [printSchemaComment(schema)] : [])]) },
    ...[...parts].map(([namespace, part]) => ({
      name: files.namespaces.get(namespace) as string,
      text: part.print(header),
    })),
    { name: files.shared, text: shared.print(header) },
  ];
}

function pathOf(operation: ProcedureNames | TopicNames): string {
  return operation.kind === "procedure" ? operation.procedure.path : operation.topic.path;
}

/** A constant or a function for other files, with the type that an export needs where nothing infers it. */
function exported(text: string, { types }: Form): string {
  return `export ${types ? text.replace(/^(const \S+) = new Set\(/, "$1: Set<string> = new Set(") : text}`;
}

/** What texts declare for other files, each at most one name. */
function namesIn(texts: readonly string[]): Map<string, "type" | "value"> {
  const declared = texts.flatMap((text) => {
    const [, word, name] = /^export (const|function|interface|type) ([^\s:(<]+)/m.exec(text) ?? [];
    if (name === undefined) return [];
    return [[name, word === "const" || word === "function" ? "value" : "type"] as const];
  });
  return new Map(declared);
}
