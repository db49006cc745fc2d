import { type Connection, createConnection } from "@hawser/client";
import type { SchemaShape } from "@hawser/core";
import { fromJson } from "../json-form/from-json.js";
import { describeSchema } from "./descriptors.js";
import { Dialer } from "./dialer.js";
import { said } from "./said.js";
import type { Server } from "./server.js";
import { TalkError } from "./talk-error.js";

/**
 * A connection that heals itself, once it has been open: the first attempt to connect is the only one.
 *
 * @throws UsageError for an auth value that does not fit the schema.
 * @throws TalkError saying why there is no connection.
 */
export async function openConnection(server: Server, schema: SchemaShape): Promise<Opened> {
  const { url, timeoutMs, signal } = server;
  const dialer = new Dialer(server);
  const connection = createConnection(describeSchema(schema), url, {
    auth: authOf(server, schema),
    socket: (_, subprotocols) => dialer.open(subprotocols),
    connectTimeoutMs: timeoutMs,
  });
  try {
    await opened(connection, { url, dialer, signal });
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { connection, dialer };
}

export interface Opened {
  readonly connection: Connection;
  /** What opens its sockets. */
  readonly dialer: Dialer;
}

function authOf({ auth }: Server, { auth: shape, definitions }: SchemaShape): unknown {
  // What the schema says nothing of, the server decides over.
  return auth === undefined || !shape ? auth : said("the auth value", () => fromJson(auth, shape, definitions));
}

function opened(
  connection: Connection,
  { url, dialer, signal }: { url: string; dialer: Dialer; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new TalkError(url, "interrupted"));
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const remove = connection.onStatus((status) => {
      if (status.state === "connecting" || status.state === "moving") return;
      remove();
      signal.removeEventListener("abort", stop);
      if (status.state === "open") resolve();
      else reject(dialer.failure ?? otherwise(url, status.error?.message ?? "the connection is closed"));
    });
  });
}

/** The socket was fine; what came through it was not. */
function otherwise(url: string, message: string): TalkError {
  return new TalkError(url, message, "Check that a Hawser server of this version listens there.");
}
