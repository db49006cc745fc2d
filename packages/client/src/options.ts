import { assumedLimits } from "@hawser/core";
import { type Backoff, defaultBackoff } from "./backoff.js";
import { type Clock, systemClock } from "./clock.js";
import type { Interception } from "./interception.js";
import { positive } from "./positive.js";
import type { SocketFactory } from "./socket.js";

/** What a client presents: a value, or a function that is asked afresh for every attempt to connect. */
export type AuthSource<Auth> = Auth | (() => Auth | Promise<Auth>);

/** Metadata for every call that brings none of its own: a value, or a function that is asked for each of these. */
export type MetadataSource<Metadata> = Metadata | (() => Metadata);

export interface ConnectionOptions<Auth = undefined, Metadata = unknown> {
  /**
   * What the server's `authenticate` receives. A function is called for every attempt to connect, and whenever the
   * server says that what it got expires, so that a token may be renewed; when it fails, the attempt has failed and
   * another follows. Absent where the schema declares no `auth`.
   */
  auth?: AuthSource<Auth> | undefined;
  /** Absent: calls that bring no metadata have none. Needless where the schema declares none for calls. */
  metadata?: MetadataSource<Metadata> | undefined;
  /** What stands around every call and streaming call: `intercept(outermost, ..., innermost)`. */
  interceptors?: Interception | undefined;
  /** Opens the WebSocket. Absent: `ws` in Node, the runtime's own elsewhere. */
  socket?: SocketFactory | undefined;
  /**
   * Waits between attempts to connect. They start over after a connection that lasted 10 seconds, so that a server
   * which accepts connections and drops them is not tried without a pause. What is left out has its default.
   */
  backoff?: Partial<Backoff> | undefined;
  /**
   * Milliseconds for one attempt to connect: `auth`, the socket and the server's welcome together.
   * @default 10_000
   */
  connectTimeoutMs?: number | undefined;
  /**
   * Milliseconds without a byte from the server after which the client pings it.
   * @default 25_000
   */
  heartbeatMs?: number | undefined;
  /**
   * Milliseconds that the server has to answer a ping. Past them the connection is dropped and opened anew.
   * @default 10_000
   */
  heartbeatTimeoutMs?: number | undefined;
  /**
   * Milliseconds for a call that does not set its own `timeoutMs`, and for a streaming one to start. `Infinity`: no
   * limit.
   * @default 30_000
   */
  timeoutMs?: number | undefined;
  /**
   * Bytes that may wait in the client, in calls that have not left and in the socket's own buffer. While more wait, a
   * further call fails at once with `limit_exceeded`.
   * @default 4_194_304
   */
  maxBufferedBytes?: number | undefined;
  /**
   * Bytes of items of one stream that may wait here for their reader; the server sends no more, one item aside.
   * @default 262_144
   */
  streamWindowBytes?: number | undefined;
  /** For tests: another time. */
  clock?: Clock | undefined;
  /** For tests: another source of numbers from 0 to 1. */
  random?: (() => number) | undefined;
}

/** The options with every default in place. */
export interface Settings {
  readonly backoff: Backoff;
  readonly connectTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly timeoutMs: number;
  readonly maxBufferedBytes: number;
  readonly streamWindowBytes: number;
  /** Asked for every call that brings no metadata. */
  readonly metadata: () => unknown;
  readonly interceptors: Interception | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** @throws HawserError `invalid_input` naming an option that is not a number above 0. */
export function settingsOf(options: ConnectionOptions<unknown, unknown>): Settings {
  const { backoff = {}, metadata } = options;
  return {
    ...positives(defaults, options),
    backoff: positives(defaultBackoff, backoff, "backoff."),
    metadata: typeof metadata === "function" ? (metadata as () => unknown) : () => metadata,
    interceptors: options.interceptors,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

const defaults = {
  connectTimeoutMs: 10_000,
  heartbeatMs: 25_000,
  heartbeatTimeoutMs: 10_000,
  timeoutMs: 30_000,
  maxBufferedBytes: 4_194_304,
  streamWindowBytes: assumedLimits.streamWindowBytes,
};

/** Every default or what is given in its place. */
function positives<Defaults extends { readonly [Name in keyof Defaults]: number }>(
  defaults: Defaults,
  given: { readonly [Name in keyof Defaults]?: number | undefined },
  prefix = "",
): Defaults {
  const entries = Object.entries<number>(defaults).map(([name, value]) => [
    name,
    positive(prefix + name, given[name as keyof Defaults] ?? value),
  ]);
  return Object.fromEntries(entries) as Defaults;
}
