/**
 * The seam between Hawser and a socket library: bytes, never frames. uWebSockets.js and `ws` each implement it,
 * and the behaviour suite of this folder proves any implementation, a stranger's too. A transport serves once: after
 * `close` a new one takes its place.
 */
export interface Transport {
  /** The library's name, for the notice at start-up and for tests. */
  readonly name: string;
  /**
   * Serves a WebSocket endpoint at an exact path. Call it before `listen`; one transport may serve several.
   * @throws an Error when the path is taken, does not start with "/" or holds one of `: * ? #`.
   */
  route(path: string, endpoint: Endpoint): void;
  /** Answers plain HTTP requests that no endpoint took, in the order of registration. Call it before `listen`. */
  http(handler: HttpHandler): void;
  /**
   * Sends one binary message to every socket that follows a group, each gets it behind what was sent to it before, by the
   * end of the event loop's turn. Like {@link Socket.send} it drops nothing. Absent where the library has no way that is
   * cheaper than a send to each.
   */
  broadcast?(group: string, bytes: Uint8Array): void;
  /**
   * Binds the port.
   * @returns the bound port (useful with `port: 0`).
   * @throws an Error whose message names host, port and remedy when the port is in use.
   */
  listen(options: ListenOptions): Promise<{ port: number }>;
  /** Stops accepting connections and requests; open sockets stay as they are. */
  unlisten(): void;
  /** Stops accepting and drops what is still open. Settles when the port is free again. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** TCP port; 0 lets the system choose. */
  port: number;
  /** Interface to bind. @default "0.0.0.0" */
  host?: string;
}

/** TLS key material as paths of PEM files, which both libraries take. */
export interface TlsOptions {
  keyFile: string;
  /** The server's certificate, followed in the same file by those that lead to the root. */
  certFile: string;
  /** Of an encrypted key. */
  passphrase?: string;
}

/** What every transport is told about an endpoint's sockets. */
export interface EndpointOptions {
  /**
   * Bytes of the largest message; a larger one closes the socket with 1009. A library that cannot say so may drop the
   * connection instead (the peer sees 1006) when a message is more than four times as large.
   */
  maxMessageBytes: number;
  /**
   * Milliseconds without a byte from the peer until it counts as dead and is dropped; the transport pings before, so
   * a peer that is alive never reaches it. uWebSockets.js rounds up to 4 seconds, from 8 to 960.
   */
  idleTimeoutMs: number;
  /** Offers permessage-deflate without context takeover, used for messages of 1 KiB and more. */
  compression: boolean;
}

/** One WebSocket path: how it admits sockets and what it does with them. */
export interface Endpoint {
  readonly options: EndpointOptions;
  /**
   * Decides over an upgrade, synchronously, before a socket exists. Must not throw: the peer would see a 500, and the
   * process a warning.
   * @returns the subprotocol to confirm, one of those offered, or the HTTP answer that refuses.
   */
  upgrade(request: UpgradeRequest): { subprotocol: string } | { status: number; body: string };
  /**
   * A socket opened; the returned receiver gets everything that happens on it. A transport never calls a receiver
   * again after `closed`.
   */
  open(socket: Socket, request: UpgradeRequest): Receiver;
}

/** The upgrade request, copied out of the library, so that it may be kept as long as the connection lives. */
export interface UpgradeRequest {
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  /** By lower-case name; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** The offered subprotocol tokens, in order. */
  readonly subprotocols: readonly string[];
  /** The peer's address in its shortest text form; empty where the library does not know it. */
  readonly remoteAddress: string;
}

/** What happens on a socket. None of its methods may throw: there is nobody above to catch it. */
export interface Receiver {
  /** A binary message. The bytes are valid only until this returns. */
  message(bytes: Uint8Array): void;
  /** A text message, which the protocol does not have. */
  text(): void;
  /** Everything that was buffered has left. */
  drain(): void;
  /**
   * The socket is gone; the last call. The code is the peer's, or what {@link Socket.close} was given, or 1006 where
   * the connection ended without a closing handshake.
   */
  closed(code: number, reason: string): void;
}

/** One open connection. After `closed` its methods do nothing, and `bufferedBytes` is 0. */
export interface Socket {
  /**
   * Sends one binary message; the bytes may be reused as soon as it returns.
   * The transport never drops: it buffers without a bound of its own, and the caller watches `bufferedBytes`.
   * @returns whether all of it left for the network at once: nothing waits, and nobody has to look.
   */
  send(bytes: Uint8Array): boolean;
  /** Runs `work` and writes what it sends with one system call, where the library can. */
  cork(work: () => void): void;
  /** Gets what is broadcast to a group from now on. Absent where the transport has no `broadcast`. */
  follow?(group: string): void;
  /** No longer does; what was broadcast before still comes. */
  unfollow?(group: string): void;
  /** Bytes that were sent to it and have not reached the kernel; a broadcast counts from the end of its turn. */
  bufferedBytes(): number;
  /**
   * Closes with a code and a reason of at most 123 bytes. The receiver's `closed` runs before this returns; what is
   * buffered and the closing handshake follow in the background, for at most 30 seconds.
   */
  close(code: number, reason: string): void;
  /** Drops the socket without a closing handshake; the receiver's `closed` runs before this returns. */
  terminate(): void;
}

/** One HTTP request without a body, which is all that static files and health checks need. */
export interface HttpRequest {
  /** In capitals. */
  readonly method: string;
  /** Percent-decoding is the handler's; without the query. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  /** By lower-case name; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpResponse {
  /** From 200 to 599. */
  readonly status: number;
  /** All but `content-length`, which the transport writes. */
  readonly headers: Readonly<Record<string, string>>;
  /** Left out by the transport where HTTP has none: the answer to HEAD, 204 and 304. */
  readonly body: Uint8Array | string;
}

/**
 * @returns the answer, or `undefined` to let the next handler look at the request. Must not throw or reject, nor answer
 * with a status or a header that HTTP does not have: the peer would see a 500, and the process a warning.
 */
export type HttpHandler = (request: HttpRequest) => HttpResponse | undefined | Promise<HttpResponse | undefined>;
