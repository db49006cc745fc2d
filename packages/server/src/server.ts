import type { Schema } from "@hawser/core";
import type { Publishers, TopicControls } from "./implementation.js";
import type { ListenOptions, TlsOptions, Transport } from "./transport/transport.js";

/** A running API: answers calls, publishes to topics. */
export interface Server<S extends Schema = Schema, Context = unknown> {
  /** A function per topic, in the schema's tree: `server.publish.messages({ room }, message)`. */
  readonly publish: Publishers<S["topics"]>;
  /** What can be done to topics, in the schema's tree: `server.topics.messages.revoke({ where })`. */
  readonly topics: TopicControls<S["topics"], Context>;
  /** How many connections are open. */
  readonly connectionCount: number;
  /** Whether the server takes new connections: it listens, or is attached, and neither drains nor closes. */
  readonly isReady: boolean;
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
   * Sends every client elsewhere, as before a new release takes over: takes no new connection, tells clients to go, answers
   * what they had sent by then, and closes each with 1001 once it has its answers, or after `graceMs`. A client that
   * subscribes to something gets a second more to have it elsewhere first. The port goes
   * on answering plain HTTP; `/readyz` says 503. Settles when no connection is left.
   */
  drain(options?: DrainOptions): Promise<void>;
  /** Drains, and closes the transport if it is its own. Settles when the port is free. */
  close(options?: DrainOptions): Promise<void>;
}

export interface ServerListenOptions extends ListenOptions {
  /** Serves `wss:` with these PEM files. Absent: plain `ws:`. */
  tls?: TlsOptions;
  /** What carries the bytes. @default uWebSockets.js where its binary loads, else `ws` with a notice */
  transport?: Transport;
}

export interface DrainOptions {
  /** Milliseconds that calls in flight get to finish and their answers to leave. @default 5_000 */
  graceMs?: number;
}
