/** What a caller may say about one call. */
export interface CallOptions {
  /**
   * Milliseconds until the call fails: with `timeout`, or with `unavailable` if it never left. The server stops its
   * handler by then, too. `Infinity`: no limit. Anything else that is not above 0 fails the call with `invalid_input`.
   * Absent: the connection's `timeoutMs`; a streaming call has none then, and only waits no longer than that to start.
   */
  timeoutMs?: number | undefined;
  /** Aborting it fails the call with `cancelled` and tells the server. */
  signal?: AbortSignal | undefined;
  /** The call that this one serves, such as a server's `call`: its deadline bounds this one, its end cancels it. */
  parent?: ParentCall | undefined;
}

/** What a call needs of another one that it is made for. */
export interface ParentCall {
  readonly signal: AbortSignal;
  /** Milliseconds until its deadline; `Infinity` without one. */
  readonly remainingMs: number;
}

export interface StreamOptions extends CallOptions {
  /** Receives the progress after every item that was sent or came. */
  onProgress?(progress: StreamProgress): void;
}

/**
 * How far a streaming call has come. Sent is what was handed to the network within the credit of the server. Of an item
 * that is bytes its length is counted, of others what they take on the wire.
 */
export interface StreamProgress {
  readonly sentItems: number;
  readonly sentBytes: number;
  readonly receivedItems: number;
  readonly receivedBytes: number;
}

/** The metadata of a call, where the schema declares some. */
export interface MetadataOptions<Call, Answer> {
  /** What goes along with the call. Absent: the connection's `metadata`. */
  metadata?: Call | undefined;
  /** Receives what the handler gave along with its answer or its error, if it gave anything. */
  onMetadata?(metadata: Answer): void;
}

/** The context of distributed tracing as it crosses the wire, such as `traceparent` of W3C Trace Context. */
export type Carrier = Readonly<Record<string, string>>;

/** Everything that may be said about a call, also what only interceptors say. */
export interface RequestOptions extends StreamOptions, MetadataOptions<unknown, unknown> {
  carrier?: Carrier | undefined;
}
