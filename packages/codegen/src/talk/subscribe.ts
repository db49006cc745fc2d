import { type Connection, isHawserError, subscribe as subscribeTo, type Update } from "@hawser/client";
import type { TopicShape } from "@hawser/core";
import type { ExitCode } from "../commands/add-command.js";
import { fromJson } from "../json-form/from-json.js";
import type { Json } from "../json-form/json.js";
import { toJson } from "../json-form/to-json.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";
import { describeTopic } from "./descriptors.js";
import { findOperation } from "./find-operation.js";
import { readJson } from "./json-source.js";
import { openConnection } from "./open-connection.js";
import { printError } from "./print-error.js";
import { jsonLine, prettyJson } from "./print-json.js";
import { safeText } from "./safe-text.js";
import { said, unsaid } from "./said.js";
import { schemaOf } from "./schema-source.js";
import type { Server } from "./server.js";
import { parseSince } from "./since.js";
import type { Format } from "./talk-command.js";

export interface SubscribeRequest {
  readonly topic: string;
  /** `undefined` where none were given. */
  readonly params: string | undefined;
  readonly since: string | undefined;
  /** Events after which it ends; `undefined` for never. */
  readonly limit: number | undefined;
  readonly schemaFile: string | undefined;
  readonly format: Format;
}

/** Subscribes to an instance of a topic and prints its events and gaps, through every loss of the connection. */
export async function subscribe(server: Server, request: SubscribeRequest, terminal: Terminal): Promise<ExitCode> {
  const since = request.since === undefined ? undefined : parseSince(request.since, Date.now());
  const schema = await schemaOf(server, request.schemaFile, terminal);
  const id = findOperation(schema, "topic", request.topic);
  const { path, params: shape } = schema.topics[id] as TopicShape;
  const params = await paramsOf(request.params, path, terminal);
  const complaint = `${path} has params. Give them as JSON, in a file (@params.json), or piped in (-).`;
  const read = (): unknown => shape && fromJson(params, shape, schema.definitions);
  const value = params === undefined ? unsaid(complaint, read) : said("the params", read);
  if (!shape && params !== undefined) throw new UsageError(`${path} has no params.`);
  const connection = await openConnection(server, schema);
  tellStatus(connection, terminal);
  const subscription = subscribeTo(connection, describeTopic(schema, id), value, { since });
  const stop = (): void => void subscription.unsubscribe();
  server.signal.addEventListener("abort", stop, { once: true });
  if (server.signal.aborted) stop();
  try {
    let events = 0;
    for await (const update of subscription.updates()) {
      terminal.out(request.format === "pretty" ? prettyUpdate(update, terminal) : jsonUpdate(update));
      if (update.type === "event") events += 1;
      if (events === request.limit || !(await terminal.written())) break;
    }
    return 0;
  } catch (error) {
    if (!isHawserError(error)) throw error;
    printError(error, request.format, terminal);
    return 1;
  } finally {
    await connection.close();
  }
}

async function paramsOf(text: string | undefined, path: string, terminal: Terminal): Promise<Json | undefined> {
  return text === undefined ? undefined : await readJson({ what: `the params of ${path}`, text }, terminal);
}

/** The first connection was there already; what happens to it later is told beside the events. */
function tellStatus(connection: Connection, terminal: Terminal): void {
  const { colors } = terminal;
  let isTold = false;
  const tell = (line: string): void => {
    if (!isTold) terminal.err(colors.dim(line));
    isTold = true;
  };
  connection.onStatus((status) => {
    if (status.state === "moving") tell("the server is going away, connecting anew");
    else if (status.state === "waiting") tell(`connection lost, trying again: ${safeText(status.error.message)}`);
    else if (status.state === "open" && isTold) {
      terminal.err(colors.dim("connected again"));
      isTold = false;
    }
  });
}

function jsonUpdate(update: Update<unknown>): string {
  if (update.type === "event") return jsonLine({ offset: update.offset, event: toJson(update.event) });
  const { reason, from, to } = update;
  return jsonLine({ gap: { reason, from, to } });
}

function prettyUpdate(update: Update<unknown>, { colors }: Terminal): string {
  if (update.type === "event") {
    const head = `#${update.offset} `;
    return `${colors.dim(head.trimEnd())} ${prettyJson(toJson(update.event), colors)}`;
  }
  const { reason, from, to } = update;
  const missing =
    to < from
      ? "events of an older count may be missing"
      : from === to
        ? `event #${from} did not come`
        : `events #${from} to #${to} did not come`;
  return colors.yellow(`gap: ${missing}: ${reasons[reason]} (${reason})`);
}

const reasons: Readonly<Record<(Update<unknown> & { type: "gap" })["reason"], string>> = {
  disconnected: "there was no connection",
  restarted: "the server counts anew",
  expired: "the history no longer reaches back to them",
  slow: "this end read too slowly",
  conflated: "this end read too slowly, and newer ones take their place",
  lost: "the server left them out without a word",
  overflow: "this end printed too slowly",
};
