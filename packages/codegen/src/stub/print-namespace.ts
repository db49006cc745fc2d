import type { Shape } from "@hawser/core";
import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import { memberOf, propertyName } from "./names.js";
import { lastName, type Namespace } from "./namespace.js";
import type { ProcedureNames, TopicNames } from "./operation-names.js";
import { printCallable, printConnectionField, printReadonlyField } from "./print-member.js";
import { printMethod } from "./print-method.js";
import { printTopicAssignment, printTopicMember } from "./print-topic.js";

/** What a namespace's class is made from. */
export interface NamespaceNames {
  readonly namespace: Namespace;
  /** The class. */
  readonly name: string;
  readonly schemaName: string;
  /** The classes of `namespace.namespaces`, in their order. */
  readonly children: readonly NamespaceNames[];
  readonly procedures: readonly ProcedureNames[];
  readonly topics: readonly TopicNames[];
}

/** The class of a namespace. That of the root also shows the connection. */
export function printNamespace(
  names: NamespaceNames,
  definitions: Readonly<Record<string, Shape>>,
  imports: Imports,
): string {
  const { form } = imports;
  const { namespace, name, schemaName, children, procedures, topics } = names;
  const connection = imports.use("Connection");
  const isRoot = namespace.path === "";
  const needsConnection = !isRoot && procedures.length > 0;

  const fields = [
    ...(needsConnection ? [printConnectionField(connection, form)] : []),
    ...(isRoot
      ? [
          printDocs({ text: ["What all of this shares: its status, and how to close it."] }, "  ") +
            printReadonlyField("connection", connection, form),
        ]
      : []),
    ...children.map((child) => printReadonlyField(propertyName(lastName(child.namespace.path)), child.name, form)),
    ...topics.map((topic) => printTopicMember(topic, form)),
  ];
  const assignments = [
    ...(needsConnection ? ["this.#connection = connection;"] : []),
    ...(isRoot ? ["this.connection = connection;"] : []),
    ...children.map((child) => `${memberOf("this", lastName(child.namespace.path))} = new ${child.name}(connection);`),
    ...topics.map((topic) => printTopicAssignment(topic)),
  ];
  const constructorText = printCallable(
    { head: "  constructor", parameters: [`connection: ${connection}`], body: assignments },
    form,
  );
  const place = { connection: isRoot ? "this.connection" : "this.#connection", definitions };
  const members = [
    fields.join("\n"),
    constructorText,
    ...procedures.map((procedure) => printMethod(procedure, place, imports)),
  ];
  const docs = isRoot
    ? `A client of the \`${schemaName}\` schema, made by {@link connect}.`
    : `The members under \`${namespace.path}\`.`;
  return `${printDocs({ text: [docs] })}export class ${name} {\n${members.join("\n\n")}\n}`;
}
