import { type Command, Option } from "commander";
import type { CommandSurroundings, ExitCode } from "../commands/add-command.js";
import type { Json } from "../json-form/json.js";
import { printSchemaFileError, SchemaFileError } from "../schema/schema-file-error.js";
import type { Terminal } from "../terminal.js";
import { waitMs } from "./duration.js";
import { headersOf } from "./headers.js";
import { readJson } from "./json-source.js";
import type { Server } from "./server.js";
import { serverUrl } from "./server-url.js";
import { printTalkError, TalkError } from "./talk-error.js";

/** What every command that talks with a server may be told. */
export interface TalkFlags {
  readonly schema?: string;
  readonly auth?: string;
  readonly header?: readonly string[];
  readonly timeout: string;
}

/** For people: coloured, over several lines. For programs: one JSON text a line. */
export type Format = "pretty" | "ndjson";

/** @param withoutSchema what happens where `--schema` is not given */
export function addTalkOptions(command: Command, withoutSchema = "the server is asked for it"): Command {
  return command
    .option(
      "--schema <source>",
      `the schema: a schema file, a stub, a snapshot,\nor git:REVISION:PATH of one of these\n(default: ${withoutSchema})`,
    )
    .option(
      "--auth <json>",
      "what to present to the server, as JSON or in a file: @auth.json\n(default: the environment variable HAWSER_AUTH)",
    )
    .option(
      "-H, --header <line>",
      "an HTTP header of the request for the WebSocket, as in 'Cookie: a=b'; may be repeated",
      (line: string, lines: readonly string[] = []) => [...lines, line],
    )
    .option("--timeout <duration>", "how long to wait for the server: 500ms, 10s, 2m", "10s");
}

export function formatOption(): Option {
  return new Option("--format <format>", "how to print (default: pretty on a terminal, else ndjson)").choices([
    "pretty",
    "ndjson",
  ]);
}

export function formatOf(format: Format | undefined, { isInteractive }: Terminal): Format {
  return format ?? (isInteractive ? "pretty" : "ndjson");
}

/**
 * Runs what a command does with a server, until it ends or the user asks it to; says why it failed.
 *
 * @throws UsageError
 */
export async function talk(
  url: string,
  flags: TalkFlags,
  surroundings: CommandSurroundings,
  act: (server: Server) => Promise<ExitCode>,
): Promise<void> {
  await attempt(surroundings, async (signal) =>
    act({
      url: serverUrl(url),
      auth: await authOf(flags, surroundings.terminal),
      headers: headersOf(flags.header ?? []),
      timeoutMs: waitMs("--timeout", flags.timeout),
      signal,
    }),
  );
}

/** Runs what a command does, and says why it failed. Who asks it to stop does not wait for long. */
export async function attempt(
  { terminal, done }: CommandSurroundings,
  act: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<void> {
  const interruption = new AbortController();
  const givenUp = terminal.interrupted().then(() => {
    interruption.abort();
    return patience();
  });
  try {
    done(await Promise.race([act(interruption.signal), givenUp]));
  } catch (error) {
    // Who asked it to stop knows why it failed.
    if (interruption.signal.aborted) return done(1);
    if (!(error instanceof TalkError || error instanceof SchemaFileError)) throw error;
    done(1);
    terminal.err(error instanceof TalkError ? printTalkError(error, terminal) : printSchemaFileError(error, terminal));
  }
}

/** A schema file may never be done; a connection is closed by then. */
function patience(): Promise<ExitCode> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(1), 3_000).unref();
  });
}

async function authOf({ auth }: TalkFlags, terminal: Terminal): Promise<Json | undefined> {
  if (auth !== undefined) return await readJson({ what: "--auth", text: auth }, terminal);
  const { HAWSER_AUTH } = terminal.env;
  return HAWSER_AUTH ? await readJson({ what: "HAWSER_AUTH", text: HAWSER_AUTH }, terminal) : undefined;
}
