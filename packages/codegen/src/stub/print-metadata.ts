import { printDocs } from "./docs.js";
import type { Imports } from "./imports.js";
import type { NamedShape } from "./named-shape.js";
import type { CallOptionsNames } from "./operation-names.js";
import type { TypePrinter } from "./type-printer.js";

/** How the declarations for what calls and answers carry beside their payloads are called. */
export interface MetadataNames {
  /** Absent where calls carry nothing. */
  readonly call?: NamedShape;
  /** Absent where answers carry nothing. */
  readonly answer?: NamedShape;
  readonly options: CallOptionsNames;
}

/** The options of calls that carry metadata, and the types of it: one text per declaration. */
export function printMetadata(names: MetadataNames, types: TypePrinter, imports: Imports): string[] {
  const { call, answer, options } = names;
  if (call) {
    types.declare(call.type, call.shape, "params", {
      text: [call.shape.description ?? "What travels with a call, beside its input."],
      deprecated: call.shape.deprecated,
    });
  }
  if (answer) {
    types.declare(answer.type, answer.shape, "output", {
      text: [answer.shape.description ?? "What travels with an answer, beside its output."],
      deprecated: answer.shape.deprecated,
    });
  }
  return [
    printCallOptions(names, imports),
    ...(options.stream === undefined ? [] : [printStreamOptions(options.call, options.stream, imports)]),
    ...types.take(),
  ];
}

function printCallOptions({ call, answer, options }: MetadataNames, imports: Imports): string {
  return [
    `${printDocs({ text: ["How to make a call."] })}export interface ${options.call} extends ${imports.use("CallOptions")} {`,
    ...(call
      ? [
          "  /** What travels with this call. Absent: what the connection was given. */",
          `  metadata?: ${call.type} | undefined;`,
        ]
      : []),
    ...(answer
      ? [
          "  /** Receives what travels with the answer, also with a failed one, if anything does. */",
          `  onMetadata?(metadata: ${answer.type}): void;`,
        ]
      : []),
    "}",
  ].join("\n");
}

function printStreamOptions(call: string, stream: string, imports: Imports): string {
  const docs = printDocs({ text: ["How to make a call that streams."] });
  return `${docs}export interface ${stream} extends ${call}, ${imports.use("StreamOptions")} {}`;
}
