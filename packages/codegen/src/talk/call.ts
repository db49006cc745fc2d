import {
  type Connection,
  callIdempotent,
  call as callOnce,
  isHawserError,
  type MetadataOptions,
  type ProcedureDescriptor,
  type StreamOptions,
  stream,
  streamInput,
} from "@hawser/client";
import type { ProcedureShape, SchemaShape } from "@hawser/core";
import type { ExitCode } from "../commands/add-command.js";
import { fromJson } from "../json-form/from-json.js";
import { toJson } from "../json-form/to-json.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { CallReport } from "./call-report.js";
import { describeProcedure } from "./descriptors.js";
import { findOperation } from "./find-operation.js";
import { type JsonSource, readJson, readJsonLines } from "./json-source.js";
import { openConnection } from "./open-connection.js";
import { printError } from "./print-error.js";
import { jsonLine, prettyJson } from "./print-json.js";
import { said, unsaid } from "./said.js";
import { schemaOf } from "./schema-source.js";
import type { Server } from "./server.js";
import type { Format } from "./talk-command.js";

export interface CallRequest {
  readonly procedure: string;
  /** `undefined` where none was given. */
  readonly input: string | undefined;
  /** What goes along with the call; `undefined` for nothing. */
  readonly metadata: string | undefined;
  readonly schemaFile: string | undefined;
  readonly format: Format;
  /** Tells what the call took, and the metadata of its answer. */
  readonly isVerbose: boolean;
}

/** Calls a procedure and prints what it answers. */
export async function call(server: Server, request: CallRequest, terminal: Terminal): Promise<ExitCode> {
  const schema = await schemaOf(server, request.schemaFile, terminal);
  const id = findOperation(schema, "procedure", request.procedure);
  const procedure = schema.procedures[id] as ProcedureShape;
  const input = await inputOf(procedure, request.input, { schema, terminal });
  const metadata = await metadataOf(request.metadata, { schema, terminal });
  const startMs = performance.now();
  const opened = await openConnection(server, schema);
  const { connection } = opened;
  const report = new CallReport(opened, performance.now() - startMs);
  try {
    const options = {
      signal: server.signal,
      metadata,
      onMetadata: (metadata: unknown) => report.metadata(metadata),
      ...(!procedure.streams && { timeoutMs: server.timeoutMs }),
    };
    const descriptor = describeProcedure(schema, id);
    if (procedure.streams === "output" || procedure.streams === "both") {
      const items = stream(connection, descriptor, input.value as never, options);
      for await (const item of items) {
        report.item();
        print(item, request.format, terminal);
        if (!(await terminal.written())) break;
      }
      return 0;
    }
    const output = await answerOf(connection, { descriptor, input: input.value, options });
    if (procedure.output) print(output, request.format, terminal);
    else if (request.format === "pretty") terminal.out(terminal.colors.dim("done; the procedure has no output"));
    return 0;
  } catch (error) {
    if (input.fault) throw input.fault;
    if (!isHawserError(error)) throw error;
    if (!server.signal.aborted) printError(error, request.format, terminal);
    return 1;
  } finally {
    if (request.isVerbose && !input.fault) report.print(request.format, terminal);
    // What is still under way ends with it; nobody waits for that.
    await connection.close();
  }
}

interface Made {
  readonly descriptor: ProcedureDescriptor<unknown, unknown>;
  readonly input: unknown;
  readonly options: StreamOptions & MetadataOptions<unknown, unknown>;
}

function answerOf(connection: Connection, { descriptor, input, options }: Made): Promise<unknown> {
  if (descriptor.streams) return streamInput(connection, descriptor, input as never, options);
  const make = descriptor.idempotentMs === undefined ? callOnce : callIdempotent;
  return make(connection, descriptor, input, options);
}

interface Surroundings {
  readonly schema: SchemaShape;
  readonly terminal: Terminal;
}

interface Input {
  /** The value, or an async iterable of items where the input streams. */
  readonly value: unknown;
  /** What is wrong with an item, once one is. */
  fault?: UsageError;
}

async function inputOf(
  { path, input: shape, streams }: ProcedureShape,
  text: string | undefined,
  { schema, terminal }: Surroundings,
): Promise<Input> {
  if (!shape) {
    if (text !== undefined) throw new UsageError(`${path} takes no input.`);
    return { value: undefined };
  }
  if (streams === "input" || streams === "both") {
    const input: Input = { value: itemsOf({ what: "the input", text: text ?? "-" }) };
    return input;

    async function* itemsOf(source: JsonSource): AsyncGenerator<unknown> {
      try {
        for await (const { json, place } of readJsonLines(source, terminal)) {
          yield said(place, () => fromJson(json, shape as NonNullable<typeof shape>, schema.definitions));
        }
      } catch (error) {
        if (error instanceof UsageError) input.fault = error;
        throw error;
      }
    }
  }
  if (text === undefined) {
    const complaint = `${path} takes an input. Give it as JSON, in a file (@input.json), or piped in (-).`;
    return { value: unsaid(complaint, () => fromJson(undefined, shape, schema.definitions)) };
  }
  const json = await readJson({ what: "the input", text }, terminal);
  return { value: said("the input", () => fromJson(json, shape, schema.definitions)) };
}

async function metadataOf(text: string | undefined, { schema, terminal }: Surroundings): Promise<unknown> {
  if (text === undefined) return undefined;
  const shape = schema.metadata?.call;
  if (!shape) throw new UsageError(`The schema ${schema.name} declares no metadata of calls.`);
  const json = await readJson({ what: "--metadata", text }, terminal);
  return said("the metadata", () => fromJson(json, shape, schema.definitions));
}

function print(value: unknown, format: Format, terminal: Terminal): void {
  const json = toJson(value);
  terminal.out(format === "pretty" ? prettyJson(json, terminal.colors) : jsonLine(json));
}
