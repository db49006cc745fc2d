import { once } from "node:events";
import { resolve } from "node:path";
import type { SchemaShape } from "@hawser/core";
import type { ExitCode } from "../commands/add-command.js";
import { schemaIn, schemaOf } from "../talk/schema-source.js";
import type { Server } from "../talk/server.js";
import { TalkError } from "../talk/talk-error.js";
import type { Terminal } from "../terminal.js";
import type { Inspected } from "./inspected.js";
import { InspectionPrinter } from "./inspection-printer.js";
import { PayloadReader } from "./payload-reader.js";
import { startProxy } from "./proxy.js";
import { createRecording, type RecordingHead, readRecording } from "./recording.js";

export interface InspectRequest {
  /** 0 for any that is free. */
  readonly port: number;
  readonly schemaFile: string | undefined;
  /** Where to keep what is inspected; `undefined` for nowhere. */
  readonly save: string | undefined;
}

/** Stands between clients and a server, and prints every frame until the user asks to stop, or nobody reads any more. */
export async function inspect(server: Server, request: InspectRequest, terminal: Terminal): Promise<ExitCode> {
  const { url, headers, signal } = server;
  const { port, schemaFile, save } = request;
  const schema = await knownSchema(server, schemaFile, terminal);
  const head: RecordingHead = { hawserInspect: 1, url, startedAt: new Date().toISOString(), schema };
  const recording = save === undefined ? undefined : await createRecording(resolve(terminal.cwd, save), save, head);
  const printer = new InspectionPrinter(new PayloadReader(schema), terminal.colors);
  try {
    const proxy = await startProxy({
      url,
      headers,
      port,
      onInspected: (inspected) => {
        recording?.add(inspected);
        for (const line of printer.lines(inspected)) terminal.out(line);
      },
    });
    const { pathname, search } = new URL(url);
    const here = `ws://127.0.0.1:${proxy.port}${pathname}${search}`;
    terminal.out(`inspecting ${url}; connect to ${terminal.colors.bold(here)} instead, Ctrl-C ends`);
    await Promise.race([aborted(signal), terminal.unread()]);
    await proxy.close();
  } finally {
    await recording?.close();
  }
  return 0;
}

/** Prints a recording as it was printed when it was made. */
export async function printRecording(
  file: string,
  schemaFile: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = schemaFile === undefined ? undefined : await schemaIn(schemaFile, terminal);
  let printer: InspectionPrinter | undefined;
  for await (const record of readRecording(resolve(terminal.cwd, file), file)) {
    if ("hawserInspect" in record) {
      printer = new InspectionPrinter(new PayloadReader(given ?? record.schema), terminal.colors);
      terminal.out(`recorded of ${record.url} at ${record.startedAt}`);
    } else {
      for (const line of printer?.lines(record as Inspected) ?? []) terminal.out(line);
    }
    if (!(await terminal.written())) break;
  }
  return 0;
}

/** Without a schema frames can be shown all the same, and the server may be started later. */
async function knownSchema(
  server: Server,
  file: string | undefined,
  terminal: Terminal,
): Promise<SchemaShape | undefined> {
  try {
    return await schemaOf(server, file, terminal);
  } catch (error) {
    if (!(error instanceof TalkError) || server.signal.aborted) throw error;
    terminal.err(
      terminal.colors.dim(`payloads by position are shown as they travel, without --schema: ${error.message}`),
    );
    return undefined;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
