import type { Shape } from "@hawser/core";
import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import { layOutList } from "./layout.js";
import { acceptsUndefined } from "./parts.js";
import type { TypePrinter } from "./type-printer.js";

/** How the declarations that a client is made with are called. */
export interface ConnectNames {
  /** The root class. */
  readonly root: string;
  /** The constant that describes the schema to the client. */
  readonly schema: string;
  /** Absent where the schema declares no `auth`. */
  readonly auth?: { readonly type: string; readonly options: string; readonly shape: Shape };
}

/** The function that connects, and the types of what it takes: one text per declaration. */
export function printConnect(schemaName: string, names: ConnectNames, types: TypePrinter, imports: Imports): string[] {
  const { root, schema, auth } = names;
  const isOptional = auth === undefined || acceptsUndefined(auth.shape);
  const options = auth?.options ?? imports.use("ConnectionOptions");
  const parameters = ["url: string | URL", `options${isOptional ? "?" : ""}: ${options}`];
  const connect =
    printDocs({
      text: [
        `Connects to a server of the \`${schemaName}\` schema. The connection is opened in the background and heals itself;\ncalls may be made at once.`,
      ],
    }) +
    [
      layOutList("export function connect", parameters, `: ${root} {`),
      `  return new ${root}(${imports.use("createConnection")}(${schema}, url, options));`,
      "}",
    ].join("\n");
  return auth ? [connect, ...printAuth(auth, isOptional, types, imports)] : [connect];
}

function printAuth(
  { type, options, shape }: NonNullable<ConnectNames["auth"]>,
  isOptional: boolean,
  types: TypePrinter,
  imports: Imports,
): string[] {
  const optionsDeclaration =
    printDocs({ text: ["How to connect."] }) +
    [
      `export interface ${options} extends ${imports.use("ConnectionOptions")}<${type}> {`,
      "  /** What is presented at every attempt to connect; a function is asked anew each time, so a token can be renewed. */",
      `  auth${isOptional ? "?" : ""}: ${imports.use("AuthSource")}<${type}>${isOptional ? " | undefined" : ""};`,
      "}",
    ].join("\n");
  types.declare(type, shape, "params", {
    text: [shape.description ?? "What a client presents when it connects."],
    deprecated: shape.deprecated,
  });
  return [optionsDeclaration, ...types.take()];
}
