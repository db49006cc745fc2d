/**
 * Every limit that a server enforces: its name is its option, the name in `limit_exceeded` errors, and the
 * name in PROTOCOL.md. Sizes are bytes on the wire before any compression.
 */
export interface Limits {
  /**
   * Bytes of one WebSocket message (a batch of frames). A larger one closes the connection with 1009.
   * @default 1_048_576
   */
  maxBatchBytes: number;
  /**
   * Bytes of one frame. A larger call or subscribe is answered with `limit_exceeded`; at most `maxBatchBytes`.
   * @default 1_048_576
   */
  maxFrameBytes: number;
  /**
   * Calls of one connection that run at the same time. The next one is answered with `limit_exceeded`.
   * @default 1024
   */
  maxCallsInFlight: number;
  /**
   * Subscriptions of one connection. The next one is answered with `limit_exceeded`.
   * @default 1024
   */
  maxSubscriptions: number;
  /**
   * Bytes that wait in the server for one connection that reads too slowly. When more of them still wait after a
   * second, or four times as many wait at any moment, the connection is closed with {@link closeCodes.slowConsumer};
   * no frame is dropped on its own.
   * @default 4_194_304
   */
  maxBufferedBytes: number;
  /**
   * Milliseconds from the opening of the socket to an accepted hello. Past it the connection is closed
   * with {@link closeCodes.helloTimeout}.
   * @default 10_000
   */
  helloTimeoutMs: number;
  /**
   * Milliseconds without a byte from the peer after which the connection is dead and dropped. The server
   * pings well before, so a peer that is alive never reaches it. A multiple of 4,000 from 8,000 to 960,000.
   * @default 60_000
   */
  idleTimeoutMs: number;
}

export const defaultLimits: Readonly<Limits> = {
  maxBatchBytes: 1_048_576,
  maxFrameBytes: 1_048_576,
  maxCallsInFlight: 1024,
  maxSubscriptions: 1024,
  maxBufferedBytes: 4_194_304,
  helloTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
};
