/**
 * What a connection needs of a WebSocket: a part of the standard interface, which a browser's, Node's, Deno's and
 * Bun's own and the `ws` package have.
 */
export interface WebSocketLike {
  /** Set to "arraybuffer", unless it is the "nodebuffer" of `ws`; a socket that delivers Blobs all the same is read in order. */
  binaryType: string;
  /** 1 while frames may be sent. */
  readonly readyState: number;
  /** The subprotocol that the server chose. */
  readonly protocol: string;
  /** Bytes that `send` took and the network has not. */
  readonly bufferedAmount: number;
  send(bytes: Uint8Array): void;
  close(code?: number, reason?: string): void;
  /** Drops the connection without a handshake, where the runtime can (`ws`). */
  terminate?(): void;
  onopen: ((event: never) => void) | null;
  /** The event has `data`. */
  onmessage: ((event: never) => void) | null;
  /** The event has `code` and `reason`. */
  onclose: ((event: never) => void) | null;
  /** The event may have `error`. */
  onerror: ((event: never) => void) | null;
}

/** Opens a WebSocket; it may not open before the call returns. What it throws closes the connection for good. */
export type SocketFactory = (url: string, subprotocols: string[]) => WebSocketLike;

/** `readyState` of an open socket. */
export const openState = 1;
