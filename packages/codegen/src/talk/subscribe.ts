import { isHawserError } from "@hawser/client";
import type { ExitCode } from "../commands/add-command.js";
import type { Terminal } from "../terminal.js";
import { findOperation } from "./find-operation.js";
import { openConnection } from "./open-connection.js";
import { printError } from "./print-error.js";
import { jsonLine } from "./print-json.js";
import { schemaOf } from "./schema-source.js";
import type { Server } from "./server.js";
import type { Since } from "./since.js";
import type { Format } from "./talk-command.js";
import { tellStatus } from "./tell-status.js";
import { watchEvents } from "./watch-events.js";
import { watchMembers } from "./watch-members.js";

export interface SubscribeRequest {
  readonly topic: string;
  /** `undefined` where none were given. */
  readonly params: string | undefined;
  readonly of: Events | Members;
  /** Events, or changes of members, after which it ends; `undefined` for never. */
  readonly limit: number | undefined;
  readonly schemaFile: string | undefined;
  readonly format: Format;
}

interface Events {
  readonly kind: "events";
  readonly since: Since | undefined;
  /** Params that are left out stand for every value. */
  readonly isPattern: boolean;
}

interface Members {
  readonly kind: "members";
  /** What to tell of oneself as a member; `undefined` for only watching. */
  readonly as: string | undefined;
}

/** Prints the events of a topic with their gaps, or its members, through every loss of the connection. */
export async function subscribe(server: Server, request: SubscribeRequest, terminal: Terminal): Promise<ExitCode> {
  const { params, of, limit, format } = request;
  const schema = await schemaOf(server, request.schemaFile, terminal);
  const topic = { schema, id: findOperation(schema, "topic", request.topic), terminal };
  const begin =
    of.kind === "events"
      ? await watchEvents({ text: params, isPattern: of.isPattern, since: of.since }, topic)
      : await watchMembers(params, of.as, topic);
  const { connection } = await openConnection(server, schema);
  tellStatus(connection, terminal);
  const watch = begin(connection);
  const stop = (): void => void watch.stop();
  server.signal.addEventListener("abort", stop, { once: true });
  if (server.signal.aborted) stop();
  void terminal.unread().then(stop);
  try {
    let count = 0;
    for await (const { json, counts, pretty } of watch.news) {
      terminal.out(format === "pretty" ? pretty(terminal.colors) : jsonLine(json));
      if (counts) count += 1;
      if (count === limit || !(await terminal.written())) break;
    }
    return 0;
  } catch (error) {
    if (!isHawserError(error)) throw error;
    printError(error, format, terminal);
    return 1;
  } finally {
    await connection.close();
  }
}
