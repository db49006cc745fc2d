import type { Schema } from "@hawser/core";
import type { Publishers } from "./implementation.js";
import type { ListenOptions, TlsOptions, Transport } from "./transport/transport.js";

/** A running API: answers calls, publishes to topics. */
export interface Server<S extends Schema = Schema> {
  /** A function per topic, in the schema's tree: `server.publish.messages({ room }, message)`. */
  readonly publish: Publishers<S["topics"]>;
  /** How many connections are open. */
  readonly connectionCount: number;
  /**
   * Serves on a port of its own.
   * @returns the bound port, which `port: 0` leaves to the system.
   * @throws an Error that names host, port and remedy when the port is in use, or when the server listens already or was
   * closed.
   */
  listen(options: ServerListenOptions): Promise<{ port: number }>;
  /** Serves on a transport that several servers may share, each on its path; its owner listens and closes it. */
  attach(transport: Transport): void;
  /**
   * Stops: takes no new connection and no new call, lets calls in flight finish and their answers leave for `graceMs`,
   * then closes every connection with 1001, so that clients reconnect elsewhere. A transport of its own is closed, too.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface ServerListenOptions extends ListenOptions {
  /** Serves `wss:` with these PEM files. Absent: plain `ws:`. */
  tls?: TlsOptions;
  /** What carries the bytes. @default uWebSockets.js where its binary loads, else `ws` with a notice */
  transport?: Transport;
}

export interface CloseOptions {
  /** Milliseconds that calls in flight get to finish and their answers to leave. @default 5_000 */
  graceMs?: number;
}
