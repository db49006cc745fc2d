/**
 * Watches a server for telemetry: traces, metrics. Every method is optional; without observers none of this costs
 * anything. What a method throws is reported to `onError` and changes nothing else.
 */
export interface ServerObserver {
  /** The server was made; its state may be read at any time from now on. */
  attached?(state: ServerState): void;
  /** A connection was welcomed. */
  connected?(session: string): void;
  /** A connection that was welcomed has ended, with its close code (1006 where there was no closing handshake). */
  disconnected?(session: string, code: number): void;
  /** A call of a procedure that exists has come, and may still be refused. */
  call?(call: ObservedCall): CallObservation | undefined;
  /** A named limit was reached: by a call, a subscription or a whole connection. */
  limitReached?(limit: string): void;
  /** A subscriber was told that events do not come to it. */
  gap?(gap: MissedEvents): void;
  /** Called instead of a publish, whose work is `run`: call it once, now, and return what it returns. */
  publish?(publication: Publication, run: () => void): void;
}

/** A server's state as numbers. */
export interface ServerState {
  /** The schema's name. */
  readonly schema: string;
  readonly connections: number;
  /** Calls that run, streaming ones included, over all connections. */
  readonly callsInFlight: number;
  readonly subscriptions: number;
  /** Bytes that wait for connections to read them. */
  readonly bufferedBytes: number;
}

/** What is known of a call when it comes. */
export interface ObservedCall {
  /** The procedure's dotted path. */
  readonly path: string;
  readonly session: string;
  readonly streams: "input" | "output" | "both" | undefined;
  /** The caller's context of distributed tracing, such as `traceparent`; empty where it sent none. */
  readonly carrier: Readonly<Record<string, string>>;
}

/** One observer's view of one call. */
export interface CallObservation {
  /** Called instead of the middleware and the handler, whose work is `work`: call it once, now, and return what it returns. */
  run?<T>(work: () => T): T;
  /** The call is over: answered, refused, or given up. Called once. */
  ended?(outcome: CallOutcome): void;
}

/** How a call ended. */
export interface CallOutcome {
  /** "ok", or the code of the error that the caller got, or would have got. */
  readonly code: string;
  /** Milliseconds from its arrival. */
  readonly durationMs: number;
  /** What was thrown; absent where the call succeeded or the server refused it by itself. */
  readonly error?: unknown;
}

export interface MissedEvents {
  /** The topic's dotted path. */
  readonly path: string;
  /** As the subscriber was told: `expired`, `slow` or `conflated`. */
  readonly reason: string;
  /** How many. */
  readonly events: number;
}

export interface Publication {
  /** The topic's dotted path. */
  readonly path: string;
  /** How many, of a batch. */
  readonly events: number;
}
