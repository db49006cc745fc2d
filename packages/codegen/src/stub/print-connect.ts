import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import type { NamedShape } from "./named-shape.js";
import { acceptsUndefined } from "./parts.js";
import { printCallable } from "./print-member.js";
import type { TypePrinter } from "./type-printer.js";

/** How the declarations that a client is made with are called. */
export interface ConnectNames {
  /** The root class. */
  readonly root: string;
  /** The constant that describes the schema to the client. */
  readonly schema: string;
  /** The options; absent where the client's own say it all. */
  readonly options?: string;
  /** Absent where the schema declares no `auth`. */
  readonly auth?: NamedShape;
  /** What calls carry beside their input; absent where they carry nothing. */
  readonly metadata?: NamedShape;
}

/** The function that connects, and the types of what it takes: one text per declaration. */
export function printConnect(schemaName: string, names: ConnectNames, types: TypePrinter, imports: Imports): string[] {
  const { root, schema, auth, metadata } = names;
  const isOptional = [auth, metadata].every((part) => part === undefined || acceptsUndefined(part.shape));
  const options = names.options ?? imports.use("ConnectionOptions");
  const parameters = ["url: string | URL", `options${isOptional ? "?" : ""}: ${options}`];
  const connect =
    printDocs({
      text: [
        `Connects to a server of the \`${schemaName}\` schema. The connection is opened in the background and heals itself;\ncalls may be made at once.`,
      ],
    }) +
    printCallable(
      {
        head: "export function connect",
        parameters,
        result: root,
        body: [`return new ${root}(${imports.use("createConnection")}(${schema}, url, options));`],
      },
      imports.form,
    );
  if (!imports.form.types) return [connect];
  return [connect, ...printOptions(names, imports), ...printAuth(auth, types)];
}

function printOptions({ options, auth, metadata }: ConnectNames, imports: Imports): string[] {
  if (options === undefined) return [];
  const parameters = [auth?.type ?? "undefined", ...(metadata ? [metadata.type] : [])];
  return [
    [
      `${printDocs({ text: ["How to connect."] })}export interface ${options} extends ${imports.use("ConnectionOptions")}<${parameters.join(", ")}> {`,
      ...(auth
        ? [
            "  /** What is presented at every attempt to connect; a function is asked anew each time, so a token can be renewed. */",
            printMember("auth", `${imports.use("AuthSource")}<${auth.type}>`, auth),
          ]
        : []),
      ...(metadata
        ? [
            "  /** What travels with every call that is given none of its own; a function is asked anew for each. */",
            printMember("metadata", `${imports.use("MetadataSource")}<${metadata.type}>`, metadata),
          ]
        : []),
      "}",
    ].join("\n"),
  ];
}

/** Required where the server would refuse what comes without it. */
function printMember(name: string, type: string, { shape }: NamedShape): string {
  return acceptsUndefined(shape) ? `  ${name}?: ${type} | undefined;` : `  ${name}: ${type};`;
}

function printAuth(auth: NamedShape | undefined, types: TypePrinter): string[] {
  if (!auth) return [];
  types.declare(auth.type, auth.shape, "params", {
    text: [auth.shape.description ?? "What a client presents when it connects."],
    deprecated: auth.shape.deprecated,
  });
  return types.take();
}
