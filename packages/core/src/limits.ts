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
   * Streaming calls of one connection that run at the same time, beside the other calls. The next one is answered with
   * `limit_exceeded`.
   * @default 64
   */
  maxStreams: number;
  /**
   * Bytes of items that a client may send on one stream before the handler has read them, and so what the server holds
   * of one at most, one frame aside.
   * @default 262_144
   */
  streamWindowBytes: number;
  /**
   * Milliseconds that a handler may take, whatever deadline its caller has; streaming calls have none but their
   * caller's. A longer one is answered with `limit_exceeded` and its signal aborts.
   * @default 300_000
   */
  maxHandlerMs: number;
  /**
   * Idempotent calls of all connections whose outcome the server remembers at the same time. The next one is answered
   * with `limit_exceeded`, because to forget one early could make it run twice.
   * @default 200_000
   */
  maxIdempotencyKeys: number;
  /**
   * Bytes of all remembered outcomes. While there are as many, the next idempotent call is answered with
   * `limit_exceeded`.
   * @default 67_108_864
   */
  maxIdempotencyBytes: number;
  /**
   * Idempotent calls that run on although their connection is gone, over all connections. One more is given up with
   * `limit_exceeded`, which its caller hears when it comes back.
   * @default 10_000
   */
  maxDetachedCalls: number;
  /**
   * Subscriptions of one connection. The next one is answered with `limit_exceeded`.
   * @default 1024
   */
  maxSubscriptions: number;
  /**
   * Instances of a topic that one subscription to a pattern covers. One more ends it with `limit_exceeded`.
   * @default 10_000
   */
  maxMatches: number;
  /**
   * Members of one instance of a topic. The next one is answered with `limit_exceeded`.
   * @default 1000
   */
  maxMembers: number;
  /**
   * Bytes of what a member tells of itself. More are answered with `limit_exceeded`.
   * @default 1024
   */
  maxMemberBytes: number;
  /**
   * Milliseconds that a member whose connection is lost counts as present: who is back by then has neither left nor
   * joined.
   * @default 5_000
   */
  presenceGraceMs: number;
  /**
   * Bytes that wait for one connection when its topics begin to do what their `slowConsumer` says. Whoever is told together
   * with others is looked at in steps, so that up to half as much more may wait for it.
   * @default 262_144
   */
  maxEventBytes: number;
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

// Those that a client assumes of a server until its welcome.
const maxFrameBytes = 1_048_576;
const maxCallsInFlight = 1024;
const maxStreams = 64;
const streamWindowBytes = 262_144;

/** By themselves, because a browser needs no others. */
export const assumedLimits = { maxFrameBytes, maxCallsInFlight, maxStreams, streamWindowBytes } as const;

export const defaultLimits: Readonly<Limits> = {
  maxBatchBytes: 1_048_576,
  maxFrameBytes,
  maxCallsInFlight,
  maxStreams,
  streamWindowBytes,
  maxHandlerMs: 300_000,
  maxIdempotencyKeys: 200_000,
  maxIdempotencyBytes: 67_108_864,
  maxDetachedCalls: 10_000,
  maxSubscriptions: 1024,
  maxMatches: 10_000,
  maxMembers: 1000,
  maxMemberBytes: 1024,
  presenceGraceMs: 5_000,
  maxEventBytes: 262_144,
  maxBufferedBytes: 4_194_304,
  helloTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
};
