import type { SchemaShape } from "@hawser/core";
import { type Names, pascalCase } from "./names.js";
import { type Namespace, namespaceOf } from "./namespace.js";
import { nameProcedure, nameTopic, type ProcedureNames, type TopicNames } from "./operation-names.js";
import type { ConnectNames } from "./print-connect.js";
import type { MetadataNames } from "./print-metadata.js";
import type { NamespaceNames } from "./print-namespace.js";

/** How everything in a stub is called that is called after the schema or a path in it. */
export class StubNames {
  readonly connect: ConnectNames;
  /** Absent where the schema declares no metadata. */
  readonly metadata: MetadataNames | undefined;
  /** Every namespace, the root first and each before those in it. */
  readonly namespaces: readonly NamespaceNames[];
  /** Procedures and topics, sorted by path. */
  readonly operations: readonly (ProcedureNames | TopicNames)[];

  constructor(schema: SchemaShape, names: Names) {
    names.take("connect");
    const prefix = pascalCase(schema.name);
    const root = names.take(prefix, `${prefix}Client`);
    const { auth } = schema;
    const constant = names.take("schema");
    const authNames = auth && { type: names.take(`${prefix}Auth`), shape: auth };
    this.metadata = schema.metadata && nameMetadata(schema, prefix, names);
    const call = this.metadata?.call;
    this.connect = {
      root,
      schema: constant,
      ...((authNames ?? call) && { options: names.take("ConnectOptions") }),
      ...(authNames && { auth: authNames }),
      ...(call && { metadata: call }),
    };
    this.operations = [
      ...schema.procedures.map((procedure, id) =>
        nameProcedure(procedure, { id, names, options: this.metadata?.options }),
      ),
      ...schema.topics.map((topic, id) => nameTopic(topic, { id, names, definitions: schema.definitions })),
    ].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
    const byPath = new Map(this.operations.map((operation) => [pathOf(operation), operation]));
    const nameNamespace = (namespace: Namespace, name: string): NamespaceNames => ({
      namespace,
      name,
      schemaName: schema.name,
      children: namespace.namespaces.map((child) =>
        nameNamespace(child, names.take(pascalCase(child.path), `${pascalCase(child.path)}Namespace`)),
      ),
      procedures: namespace.procedures.map(({ path }) => byPath.get(path) as ProcedureNames),
      topics: namespace.topics.map(({ path }) => byPath.get(path) as TopicNames),
    });
    this.namespaces = flatten(nameNamespace(namespaceOf(schema), root));
  }
}

/** Of `chat` these are `ChatCallMetadata`, `ChatAnswerMetadata`, `ChatCallOptions` and `ChatStreamOptions`. */
function nameMetadata({ metadata = {}, procedures }: SchemaShape, prefix: string, names: Names): MetadataNames {
  const { call, answer } = metadata;
  return {
    ...(call && { call: { type: names.take(`${prefix}CallMetadata`), shape: call } }),
    ...(answer && { answer: { type: names.take(`${prefix}AnswerMetadata`), shape: answer } }),
    options: {
      call: names.take(`${prefix}CallOptions`),
      ...(procedures.some(({ streams }) => streams) && { stream: names.take(`${prefix}StreamOptions`) }),
    },
  };
}

function pathOf(operation: ProcedureNames | TopicNames): string {
  return operation.kind === "procedure" ? operation.procedure.path : operation.topic.path;
}

function flatten(names: NamespaceNames): NamespaceNames[] {
  return [names, ...names.children.flatMap(flatten)];
}
