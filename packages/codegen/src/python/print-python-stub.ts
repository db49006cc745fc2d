import type { SchemaShape } from "@hawser/core";
import { type HeaderOptions, printHeader } from "../stub/header.js";
import { Names } from "../stub/names.js";
import { lastName, type Namespace, namespaceOf } from "../stub/namespace.js";
import { definitionsIn } from "../stub/parts.js";
import { callOf, keyword, printExpression } from "./expression.js";
import { printDocstring } from "./python-docs.js";
import { pythonString } from "./python-literal.js";
import { type MetadataTypes, printCall, printTopicClass } from "./python-methods.js";
import { className, reservedClassNames, ScopeNames, snakeCase } from "./python-names.js";
import {
  declareProcedure,
  declareTopic,
  type PythonError,
  type PythonProcedure,
  type PythonTopic,
  rootsOf,
} from "./python-operations.js";
import { type PythonType, PythonTypes } from "./python-types.js";

export interface PythonStubOptions extends HeaderOptions {
  /** Whether the module is in a package, and so finds the runtime beside it by a relative import. */
  readonly isInPackage: boolean;
}

/** The text of a client in Python: one module that imports the runtime beside it and nothing else. */
export function printPythonStub(schema: SchemaShape, options: PythonStubOptions): string {
  const stub = new PythonStub(schema);
  const parts = [
    ...stub.clients(),
    ...stub.topics.map((topic) => printTopicClass(topic).join("\n")),
    ...stub.procedures.flatMap(({ errors, procedure }) => errors.map((error) => printError(error, procedure.path))),
    ...stub.types.classes.map((lines) => lines.join("\n")),
  ];
  const body = [
    stub.connect(),
    ...parts,
    ...(stub.types.aliases.length > 0 ? [stub.types.aliases.join("\n\n")] : []),
    stub.constants(options.fingerprint),
  ].join("\n\n\n");
  return `${[
    printHeader(options, "#"),
    `"""A client of the \`${schema.name.replaceAll(/["\\]/g, "")}\` schema: \`async with connect(...) as client\`."""`,
    "from __future__ import annotations",
    printImports(body, options),
  ].join("\n\n")}\n\n\n${body}\n`;
}

class PythonStub {
  readonly types: PythonTypes;
  readonly procedures: readonly PythonProcedure[];
  readonly topics: readonly PythonTopic[];
  private readonly classNames = new Names(reservedClassNames);
  private readonly constantNames = new Names(["_schema"]);
  private readonly root: string;
  private readonly namespaces: readonly { readonly namespace: Namespace; readonly name: string }[];
  private readonly auth: PythonType | undefined;
  private readonly callMetadata: PythonType | undefined;
  private readonly answerMetadata: PythonType | undefined;

  constructor(private readonly schema: SchemaShape) {
    const names = this.classNames;
    const prefix = className(schema.name);
    this.root = names.take(prefix, `${prefix}Client`);
    this.namespaces = flatten(namespaceOf(schema)).map((namespace) => ({
      namespace,
      name:
        namespace.path === ""
          ? this.root
          : names.take(className(namespace.path), `${className(namespace.path)}Namespace`),
    }));
    this.types = new PythonTypes(schema, names, this.constantNames);
    const parts = { types: this.types, names, constants: this.constantNames };
    // What the schema named keeps its name.
    for (const to of definitionsIn(rootsOf(schema), schema.definitions)) this.types.of({ kind: "ref", to }, to);
    this.auth = schema.auth && this.types.of(schema.auth, `${prefix}Auth`);
    const { call, answer } = schema.metadata ?? {};
    this.callMetadata = call && this.types.of(call, `${prefix}CallMetadata`);
    this.answerMetadata = answer && this.types.of(answer, `${prefix}AnswerMetadata`);
    this.procedures = schema.procedures.map((procedure, number) => declareProcedure(procedure, number, parts));
    this.topics = schema.topics.map((topic, number) => declareTopic(topic, number, parts));
  }

  /** The function that connects. */
  connect(): string {
    const { auth, metadata } = this.schema;
    const source = (name: string, type: PythonType | undefined, isOptional: boolean): string[] =>
      type ? [`${name}: hawser.Source[${type.type}]${isOptional ? " = None" : ""}`] : [];
    const isOptional = (kind: string | undefined): boolean => kind === "optional" || kind === "nullable";
    const given = [
      ...source("auth", this.auth, isOptional(auth?.kind)),
      ...source("metadata", this.callMetadata, isOptional(metadata?.call?.kind)),
    ].sort((a, b) => Number(a.includes(" = ")) - Number(b.includes(" = ")));
    const result = callOf(this.root, [
      callOf("hawser.Connection", [
        "_schema",
        "url",
        ...(this.auth ? ["auth=auth"] : []),
        ...(this.callMetadata ? ["metadata=metadata"] : []),
        "options=options",
      ]),
    ]);
    const parameters = ["url: str", "*", ...given, "options: hawser.ConnectionOptions | None = None"];
    return [
      printExpression("def ", { head: "connect(", items: parameters, tail: `) -> ${this.root}:` }),
      ...printDocstring(
        [
          `Makes a client of the \`${this.schema.name}\` schema; use it with \`async with\`.`,
          "The connection is opened in the background and heals itself; calls may be made at once.",
          this.auth &&
            "`auth` is what is presented: a value, or a function that is asked for it at every attempt to connect.",
          this.callMetadata && "`metadata` travels with every call that brings none of its own.",
        ],
        "    ",
      ),
      printExpression("return ", result, "    "),
    ].join("\n");
  }

  /** The client, and a class for each namespace. */
  clients(): string[] {
    return this.namespaces.map(({ namespace, name }) => this.client(namespace, name));
  }

  private client(namespace: Namespace, name: string): string {
    const isRoot = namespace.path === "";
    const scope = new ScopeNames(isRoot ? ["close", "connection"] : []);
    const members = [
      ...namespace.namespaces.map((child) => ({ path: child.path, child })),
      ...namespace.procedures.map(({ path }) => ({ path, child: undefined })),
      ...namespace.topics.map(({ path }) => ({ path, child: undefined })),
    ].map((member) => ({ ...member, name: scope.take(snakeCase(lastName(member.path))) }));
    const names = members.map((member) => member.name);
    const at = (path: string): string => members.find((member) => member.path === path)?.name as string;
    const connection = isRoot ? "self.connection" : "self._connection";

    const held = [
      ...namespace.namespaces.map((child) => ({
        name: at(child.path),
        type: this.namespaces.find((other) => other.namespace.path === child.path)?.name as string,
        docs: [] as string[],
      })),
      ...this.topics
        .filter(({ topic }) => namespace.topics.includes(topic))
        .map(({ topic, name }) => ({
          name: at(topic.path),
          type: name,
          docs: printDocstring([topic.description], "        "),
        })),
    ];
    const methods = this.procedures
      .filter(({ procedure }) => namespace.procedures.includes(procedure))
      .map((procedure) =>
        printCall(procedure, { name: at(procedure.procedure.path), members: names, connection }, this.metadata()),
      );
    return [
      `class ${name}${isRoot ? "(hawser.Client)" : ""}:`,
      ...printDocstring(
        [isRoot ? `A client of the \`${this.schema.name}\` schema.` : `What is under \`${namespace.path}\`.`],
        "    ",
      ),
      "",
      "    def __init__(self, connection: hawser.Connection) -> None:",
      `        ${isRoot ? "super().__init__(connection)" : "self._connection = connection"}`,
      ...held.flatMap((member) => [`        self.${member.name} = ${member.type}(connection)`, ...member.docs]),
      ...methods.flatMap((method) => ["", ...method]),
    ].join("\n");
  }

  private metadata(): MetadataTypes {
    return {
      ...(this.callMetadata && { call: this.callMetadata.type }),
      ...(this.answerMetadata && { answer: this.answerMetadata.type }),
    };
  }

  /** How all of it travels. */
  constants(fingerprint: string): string {
    const schema = callOf("hawser.Schema", [
      pythonString(this.schema.name),
      pythonString(fingerprint),
      ...(this.auth ? [keyword("auth", this.auth.codec)] : []),
      ...(this.callMetadata ? [keyword("call_metadata", this.callMetadata.codec)] : []),
      ...(this.answerMetadata ? [keyword("answer_metadata", this.answerMetadata.codec)] : []),
    ]);
    return [
      "# How all of this travels: by position where client and server have the same schema, by name where they have not.",
      ...this.types.codecs.map(({ name, isLazy, value }) =>
        printExpression(`${name}${isLazy() ? ": hawser.Codec[Any]" : ""} = `, value),
      ),
      ...[...this.procedures, ...this.topics].map(({ constant, type, value }) =>
        printExpression(`${constant}: ${type} = `, value),
      ),
      printExpression("_schema = ", schema),
    ].join("\n\n");
  }
}

function flatten(namespace: Namespace): Namespace[] {
  return [namespace, ...namespace.namespaces.flatMap(flatten)];
}

function printError({ name, code, type }: PythonError, path: string): string {
  return [
    `class ${name}(hawser.HawserError):`,
    ...printDocstring([`The error \`${code}\` of \`${path}\`.`], "    "),
    "",
    `    code = ${pythonString(code)}`,
    `    data: ${type}`,
  ].join("\n");
}

/** What a body needs, in the order of the tools that sort imports. */
function printImports(body: string, { isInPackage }: PythonStubOptions): string {
  const code = body.replace(/"""[\s\S]*?"""/g, "");
  const uses = (name: string): boolean => new RegExp(`(?<![\\w."])${name}(?!\\w)`).test(code);
  const modules = ["builtins", "dataclasses", "datetime", "warnings"].filter((name) => uses(name));
  const abstract = ["AsyncGenerator", "AsyncIterable", "Callable", "Iterable"].filter(uses);
  const typing = ["Any", "Literal", "TypeAlias"].filter(uses);
  return [
    [
      ...modules.map((name) => `import ${name}`),
      ...(abstract.length > 0 ? [`from collections.abc import ${abstract.join(", ")}`] : []),
      ...(typing.length > 0 ? [`from typing import ${typing.join(", ")}`] : []),
    ].join("\n"),
    isInPackage ? "from . import hawser_runtime as hawser" : "import hawser_runtime as hawser",
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}
