import type { Wire } from "./wire.js";

/** The WebSocket subprotocol token; its number is the version of everything in PROTOCOL.md. */
export const subprotocol = "hawser.1";

/** The first element of every frame. PROTOCOL.md describes each under the same name. */
export const kinds = {
  hello: 0,
  welcome: 1,
  call: 2,
  result: 3,
  error: 4,
  cancel: 5,
  subscribe: 6,
  subscribed: 7,
  event: 8,
  unsubscribe: 9,
  ended: 10,
  ping: 11,
  pong: 12,
  goingAway: 13,
} as const;

/** How payloads travel on a connection: 0 positional (same fingerprint), 1 maps (another fingerprint). */
export const encodings = { positional: 0, maps: 1 } as const;
export type Encoding = (typeof encodings)[keyof typeof encodings];

// Client to server.

/** Opens the session. `auth` is always self-describing; absent or nil where the schema declares none. */
export type HelloFrame = [kind: typeof kinds.hello, fingerprint: string, auth?: Wire];
/** `procedure` as a number means a positional input, as a path an input in maps. */
export type CallFrame = [kind: typeof kinds.call, id: number, procedure: number | string, input?: Wire];
export type CancelFrame = [kind: typeof kinds.cancel, id: number];
/** `topic` as a number means positional params, as a path params in maps. */
export type SubscribeFrame = [kind: typeof kinds.subscribe, id: number, topic: number | string, params?: Wire];
export type UnsubscribeFrame = [kind: typeof kinds.unsubscribe, id: number];

// Server to client.

/** Accepts hello. `encoding` holds for every payload that the server sends on this connection. */
export type WelcomeFrame = [kind: typeof kinds.welcome, encoding: Encoding, session: string, limits: WelcomeLimits];
/** What a client must know of the server's limits: `[maxBatchBytes, maxFrameBytes, maxCallsInFlight, maxSubscriptions, idleTimeoutMs]`. */
export type WelcomeLimits = [
  maxBatchBytes: number,
  maxFrameBytes: number,
  maxCallsInFlight: number,
  maxSubscriptions: number,
  idleTimeoutMs: number,
];
/** The answer to a call; without `output` where the procedure declares none. */
export type ResultFrame = [kind: typeof kinds.result, id: number, output?: Wire];
/**
 * The failed answer to a call. `data` is self-describing for Hawser's own codes, and a payload (positional or
 * maps) for a code that the procedure declares.
 */
export type ErrorFrame = [kind: typeof kinds.error, id: number, code: string, message: string, data?: Wire];
/** Accepts a subscription: its events carry `channel`, and the next one has an offset above `offset`. */
export type SubscribedFrame = [
  kind: typeof kinds.subscribed,
  id: number,
  channel: number,
  epoch: string,
  offset: number,
];
export type EventFrame = [kind: typeof kinds.event, channel: number, offset: number, event: Wire];
/** The end of a subscription: refused, ended by the server (with a code), or as the client asked (without). */
export type EndedFrame = [kind: typeof kinds.ended, id: number, code?: string, message?: string, data?: Wire];
/** The server will close within `graceMs`: take new calls elsewhere. */
export type GoingAwayFrame = [kind: typeof kinds.goingAway, graceMs: number];

// Both ways.

export type PingFrame = [kind: typeof kinds.ping, id: number];
export type PongFrame = [kind: typeof kinds.pong, id: number];

export type ClientFrame =
  | HelloFrame
  | CallFrame
  | CancelFrame
  | SubscribeFrame
  | UnsubscribeFrame
  | PingFrame
  | PongFrame;
export type ServerFrame =
  | WelcomeFrame
  | ResultFrame
  | ErrorFrame
  | SubscribedFrame
  | EventFrame
  | EndedFrame
  | GoingAwayFrame
  | PingFrame
  | PongFrame;
