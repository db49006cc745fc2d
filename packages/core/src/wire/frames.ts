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
  stream: 14,
  item: 15,
  credit: 16,
  end: 17,
  stop: 18,
  auth: 19,
  authExpiring: 20,
  gap: 21,
  publish: 22,
  events: 23,
  attend: 24,
  updateMember: 25,
  members: 26,
  membersChanged: 27,
  subscribePattern: 28,
  matched: 29,
  patternSubscribed: 30,
  reflect: 31,
} as const;

/**
 * Why a subscriber does not get events:
 * - `expired`: the history no longer reaches back to where it was.
 * - `slow`: it read too slowly.
 * - `conflated`: it read too slowly, and newer events take their place.
 */
export const gapReasons = ["expired", "slow", "conflated"] as const;

/** How payloads travel on a connection: 0 positional (same fingerprint), 1 maps (another fingerprint). */
export const encodings = { positional: 0, maps: 1 } as const;
export type Encoding = (typeof encodings)[keyof typeof encodings];

/** Which payloads of a call are streams: what the caller sends, what it gets, or both. */
export const streamDirections = { input: 1, output: 2, both: 3 } as const;
export type StreamDirections = (typeof streamDirections)[keyof typeof streamDirections];

// Client to server.

/**
 * Opens the session. `auth` is always self-describing; absent or nil where the schema declares none. `timeoutMs` holds
 * for every call that does not have its own; `windowBytes` is the first credit of every stream to the client.
 */
export type HelloFrame = [
  kind: typeof kinds.hello,
  fingerprint: string,
  auth?: Wire,
  timeoutMs?: number | null,
  windowBytes?: number | null,
];
/**
 * `procedure` as a number means positional payloads (input and metadata), as a path payloads in maps. `timeoutMs` is
 * absent for the default of hello and 0 for none; `key` makes an idempotent call the same call wherever it is sent again;
 * `carrier` is the context of distributed tracing, as a map of strings.
 */
export type CallFrame = [
  kind: typeof kinds.call,
  id: number,
  procedure: number | string,
  input?: Wire,
  timeoutMs?: number | null,
  key?: string | null,
  metadata?: Wire,
  carrier?: Wire,
];
/** A call whose input, output or both are streams. There is no default `timeoutMs`: it bounds the whole stream. */
export type StreamFrame = [
  kind: typeof kinds.stream,
  id: number,
  procedure: number | string,
  streams: StreamDirections,
  input?: Wire,
  timeoutMs?: number | null,
  metadata?: Wire,
  carrier?: Wire,
];
/** The client has no further items. */
export type EndFrame = [kind: typeof kinds.end, id: number];
/** Presents another auth value; answered like a call, whose ids it shares. */
export type AuthFrame = [kind: typeof kinds.auth, id: number, auth?: Wire];
export type CancelFrame = [kind: typeof kinds.cancel, id: number];
/** `topic` as a number means positional params, as a path params in maps. */
export type SubscribeFrame = [
  kind: typeof kinds.subscribe,
  id: number,
  topic: number | string,
  params?: Wire,
  since?: WireSince | null,
];
/**
 * Where a subscription begins: after an offset of an epoch, with so many of the latest events, or with those published at
 * or after a time. Absent: with what comes.
 */
export type WireSince = readonly [epoch: string, offset: number] | number | Date;
/**
 * Publishes events, in this order. Answered like a call, whose ids it shares, with `[epoch, offset]` of the last one.
 * `isSilent`: the events themselves do not come back on this connection, only their offsets do.
 */
export type PublishFrame = [
  kind: typeof kinds.publish,
  id: number,
  topic: number | string,
  params: Wire,
  events: Wire[],
  isSilent?: boolean | null,
];
/**
 * Hears who is present in an instance of a topic, and enters it where `member` is there: a key that only this member
 * knows, and what it tells of itself. Ends like a subscription, whose ids it shares.
 */
export type AttendFrame = [
  kind: typeof kinds.attend,
  id: number,
  topic: number | string,
  params?: Wire,
  member?: readonly [key: string, data: Wire] | null,
];
/** What a member tells of itself from now on. Answered like a call, whose ids it shares. */
export type UpdateMemberFrame = [kind: typeof kinds.updateMember, id: number, attendance: number, data: Wire];
/**
 * Subscribes to all instances of a topic that agree in the params `given`, a map; the params `open` are left open. `since`
 * begins each of them alike, or those that the subscriber knew where it was.
 */
export type SubscribePatternFrame = [
  kind: typeof kinds.subscribePattern,
  id: number,
  topic: number | string,
  given: Wire,
  open: string[],
  since?: WirePatternSince | null,
];
export type WirePatternSince = number | Date | readonly (readonly [params: Wire, epoch: string, offset: number])[];
/** Asks for the server's schema. Answered like a call, whose ids it shares, with the schema's shape as JSON text. */
export type ReflectFrame = [kind: typeof kinds.reflect, id: number];
export type UnsubscribeFrame = [kind: typeof kinds.unsubscribe, id: number];

// Server to client.

/** Accepts hello. `encoding` holds for every payload that the server sends on this connection. */
export type WelcomeFrame = [kind: typeof kinds.welcome, encoding: Encoding, session: string, limits: WelcomeLimits];
/** What a client must know of the server's limits. */
export type WelcomeLimits = [
  maxBatchBytes: number,
  maxFrameBytes: number,
  maxCallsInFlight: number,
  maxSubscriptions: number,
  idleTimeoutMs: number,
  maxStreams: number,
  streamWindowBytes: number,
];
/** The answer to a call; without `output` where the procedure declares none or streams it, which this ends. */
export type ResultFrame = [kind: typeof kinds.result, id: number, output?: Wire, metadata?: Wire];
/**
 * The failed answer to a call. `data` is self-describing for Hawser's own codes, and a payload (positional or
 * maps) for a code that the procedure declares.
 */
export type ErrorFrame = [
  kind: typeof kinds.error,
  id: number,
  code: string,
  message: string,
  data?: Wire,
  metadata?: Wire,
];
/** Everybody who is present. `graceMs`: how long a member whose connection is lost counts as present. `self`: who enters. */
export type MembersFrame = [
  kind: typeof kinds.members,
  id: number,
  graceMs: number,
  self: string | null,
  members: readonly WireMember[],
];
export type WireMember = readonly [member: string, data: Wire];
/** What has changed, in order: who joins or tells something else, with its data, and who leaves, without. */
export type MembersChangedFrame = [
  kind: typeof kinds.membersChanged,
  id: number,
  changes: readonly (WireMember | readonly [member: string])[],
];
/** An instance that the subscription `id` covers: from here on like `subscribed`. `open`: the params that it left open, a map. */
export type MatchedFrame = [
  kind: typeof kinds.matched,
  id: number,
  open: Wire,
  channel: number,
  epoch: string,
  offset: number,
];
/** Accepts a subscription: its events carry `channel`, and the next one has an offset above `offset`. */
export type SubscribedFrame = [
  kind: typeof kinds.subscribed,
  id: number,
  channel: number,
  epoch: string,
  offset: number,
];
/** Accepts a subscription to a pattern: the instances that it covers so far came before. */
export type PatternSubscribedFrame = [kind: typeof kinds.patternSubscribed, id: number];
/** One event; without it where this connection published the event and does not want it. */
export type EventFrame = [kind: typeof kinds.event, channel: number, offset: number, event?: Wire];
/** Events of adjacent offsets, the first of which has `offset`. */
export type EventsFrame = [kind: typeof kinds.events, channel: number, offset: number, events: Wire[]];
/** The events up to `to` that have not come do not come, and why. */
export type GapFrame = [kind: typeof kinds.gap, channel: number, to: number, reason: GapReason];
export type GapReason = (typeof gapReasons)[number];
/** The end of a subscription: refused, ended by the server (with a code), or as the client asked (without). */
export type EndedFrame = [kind: typeof kinds.ended, id: number, code?: string, message?: string, data?: Wire];
/** The server will close within `graceMs`: take new calls elsewhere. */
export type GoingAwayFrame = [kind: typeof kinds.goingAway, graceMs: number];
/** The server reads no further items of this call; the call itself goes on. */
export type StopFrame = [kind: typeof kinds.stop, id: number];
/** The identity expires in `graceMs`: without another auth value by then, the connection closes with 4419. */
export type AuthExpiringFrame = [kind: typeof kinds.authExpiring, graceMs: number];

// Both ways.

/** One item of a stream, a payload like the procedure's others. Counts with all bytes of its frame against the credit. */
export type ItemFrame = [kind: typeof kinds.item, id: number, item: Wire];
/** The receiver of a stream takes so many bytes of item frames more. */
export type CreditFrame = [kind: typeof kinds.credit, id: number, bytes: number];

export type PingFrame = [kind: typeof kinds.ping, id: number];
export type PongFrame = [kind: typeof kinds.pong, id: number];

export type ClientFrame =
  | HelloFrame
  | CallFrame
  | StreamFrame
  | ItemFrame
  | CreditFrame
  | EndFrame
  | CancelFrame
  | AuthFrame
  | PublishFrame
  | SubscribeFrame
  | AttendFrame
  | UpdateMemberFrame
  | SubscribePatternFrame
  | UnsubscribeFrame
  | ReflectFrame
  | PingFrame
  | PongFrame;
export type ServerFrame =
  | WelcomeFrame
  | ResultFrame
  | ErrorFrame
  | SubscribedFrame
  | PatternSubscribedFrame
  | MatchedFrame
  | MembersFrame
  | MembersChangedFrame
  | EventFrame
  | EventsFrame
  | GapFrame
  | EndedFrame
  | ItemFrame
  | CreditFrame
  | StopFrame
  | AuthExpiringFrame
  | GoingAwayFrame
  | PingFrame
  | PongFrame;
