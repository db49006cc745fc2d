import type { SchemaShape } from "@hawser/core";
import { type Names, pascalCase } from "./names.js";
import { type Namespace, namespaceOf } from "./namespace.js";
import { nameProcedure, nameTopic, type ProcedureNames, type TopicNames } from "./operation-names.js";
import type { ConnectNames } from "./print-connect.js";
import type { NamespaceNames } from "./print-namespace.js";

/** How everything in a stub is called that is called after the schema or a path in it. */
export class StubNames {
  readonly connect: ConnectNames;
  /** Every namespace, the root first and each before those in it. */
  readonly namespaces: readonly NamespaceNames[];
  /** Procedures and topics, sorted by path. */
  readonly operations: readonly (ProcedureNames | TopicNames)[];

  constructor(schema: SchemaShape, names: Names) {
    names.take("connect");
    const root = names.take(pascalCase(schema.name), `${pascalCase(schema.name)}Client`);
    this.connect = {
      root,
      schema: names.take("schema"),
      ...(schema.auth && {
        auth: {
          type: names.take(`${pascalCase(schema.name)}Auth`),
          options: names.take("ConnectOptions"),
          shape: schema.auth,
        },
      }),
    };
    this.operations = [
      ...schema.procedures.map((procedure, id) => nameProcedure(procedure, id, names)),
      ...schema.topics.map((topic, id) => nameTopic(topic, id, names)),
    ].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
    this.namespaces = flatten(this.nameNamespace(namespaceOf(schema), schema.name, root, names));
  }

  private nameNamespace(namespace: Namespace, schemaName: string, name: string, names: Names): NamespaceNames {
    const at = (path: string): ProcedureNames | TopicNames =>
      this.operations.find((operation) => pathOf(operation) === path) as ProcedureNames | TopicNames;
    return {
      namespace,
      name,
      schemaName,
      children: namespace.namespaces.map((child) =>
        this.nameNamespace(
          child,
          schemaName,
          names.take(pascalCase(child.path), `${pascalCase(child.path)}Namespace`),
          names,
        ),
      ),
      procedures: namespace.procedures.map(({ path }) => at(path) as ProcedureNames),
      topics: namespace.topics.map(({ path }) => at(path) as TopicNames),
    };
  }
}

function pathOf(operation: ProcedureNames | TopicNames): string {
  return operation.kind === "procedure" ? operation.procedure.path : operation.topic.path;
}

function flatten(names: NamespaceNames): NamespaceNames[] {
  return [names, ...names.children.flatMap(flatten)];
}
