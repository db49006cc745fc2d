import type { Shape } from "@hawser/core";
import { printDocs } from "./docs.js";
import type { ClientName, Imports } from "./imports.js";
import { propertyName } from "./names.js";
import { lastName } from "./namespace.js";
import { type ProcedureNames, streamsInput, streamsOutput } from "./operation-names.js";
import { acceptsUndefined } from "./parts.js";
import { printCallable } from "./print-member.js";

/** Where a method of a stub stands. */
export interface MethodPlace {
  /** The expression that gives the connection. */
  readonly connection: string;
  /** What a `ref` points to. */
  readonly definitions: Readonly<Record<string, Shape>>;
}

/** The method that calls a procedure. */
export function printMethod(names: ProcedureNames, place: MethodPlace, imports: Imports): string {
  const { procedure, constant, input, output, error } = names;
  const { path, description, deprecated, streams } = procedure;
  const options = names.options ?? imports.use(streams ? "StreamOptions" : "CallOptions");
  const parameters = [...inputParameter(names, place, imports), `options?: ${options}`];
  const argument = input === undefined ? "undefined" : "input";
  const isItems = streamsOutput(procedure);
  const result = isItems ? `${imports.use("ItemStream")}<${output}>` : `Promise<${output ?? "void"}>`;
  const throws = error && { type: error.type, where: isItems ? "in the loop that reads" : undefined };
  const make = imports.use(functionOf(procedure));
  return (
    printDocs(
      { text: [description, behaviourOf(names, place)], throws, deprecated, generatedFrom: `procedures.${path}` },
      "  ",
    ) +
    printCallable(
      {
        head: `  ${propertyName(lastName(path))}`,
        parameters,
        result,
        body: [`return ${make}(${place.connection}, ${constant}, ${argument}, options);`],
      },
      imports.form,
    )
  );
}

function inputParameter(
  { procedure, input }: ProcedureNames,
  { definitions }: MethodPlace,
  imports: Imports,
): string[] {
  if (input === undefined || !procedure.input) return [];
  if (streamsInput(procedure)) {
    const blob = isBytes(procedure.input, definitions) ? " | Blob" : "";
    return [`input: ${imports.use("StreamSource")}<${input}>${blob}`];
  }
  return [`input${acceptsUndefined(procedure.input) ? "?" : ""}: ${input}`];
}

/** The function of the client that makes the call. */
function functionOf(procedure: ProcedureNames["procedure"]): ClientName {
  if (streamsOutput(procedure)) return "stream";
  if (procedure.streams) return "streamInput";
  return procedure.idempotentMs === undefined ? "call" : "callIdempotent";
}

/** What a caller has to know of how the call goes on, one line per trait. */
function behaviourOf({ procedure }: ProcedureNames, { definitions }: MethodPlace): string | undefined {
  const lines: string[] = [];
  if (procedure.input && streamsInput(procedure)) {
    const blob = isBytes(procedure.input, definitions) ? ", a Blob" : "";
    lines.push(
      `Streams its input as fast as the server reads: pass an iterable${blob} or a writer made by \`createWriter\`.`,
    );
  }
  if (streamsOutput(procedure)) {
    lines.push("Streams its output: read it with `for await`; leaving the loop cancels the call.");
  }
  if (procedure.idempotentMs !== undefined) {
    lines.push(
      "Idempotent: when the connection is lost the call is made again by itself until its timeout, and runs once.",
    );
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}

/** Whether a value of this shape is bytes and nothing else, so that a Blob is a stream of them. */
function isBytes(shape: Shape, definitions: Readonly<Record<string, Shape>>): boolean {
  return shape.kind === "ref" ? isBytes(definitions[shape.to] as Shape, definitions) : shape.kind === "bytes";
}
