import type { Encoding, HawserError, Limits, Raw, Shape, Wire, ZodType } from "@hawser/core";
import type { BoundMetadata, BoundProcedure, Directory } from "../bind.js";
import type { BoundTopic } from "../bind-topic.js";
import type { Idempotency } from "../calls/claim.js";
import type { Deadlines } from "../calls/deadlines.js";
import type { ServerFault } from "../fault.js";
import type { Observers } from "../observers.js";
import type { Definitions } from "../payload.js";
import type { Refusal } from "../refusal.js";
import type { Channels } from "../topics/channels.js";
import type { EventPeer } from "../topics/cursor.js";
import type { Rooms } from "../topics/presence/rooms.js";
import type { UpgradeRequest } from "../transport/transport.js";
import type { FrameMemory } from "./frame-memory.js";
import type { LazyMap } from "./lazy-map.js";

/** A connection as those see it who handle its frames. */
export interface Peer extends EventPeer {
  readonly services: Services;
  /** What opened the connection; forgotten after hello where nobody decides over it later. */
  readonly request: UpgradeRequest | undefined;
  state: "hello" | "authenticating" | "open" | "closed";
  /** It has read that the server is going away, and was told so before it sent what comes now. */
  readonly isLeaving: boolean;
  /** How payloads travel to this peer; hello decides. */
  encoding: Encoding;
  /** The deadline of calls that bring none, in milliseconds; 0 for none. */
  timeoutMs: number;
  /** What the peer takes of a stream before it grants anything. */
  windowBytes: number;
  /** The connection's id; empty before hello. */
  session: string;
  /** What the user's `authenticate` returned. */
  readonly context: unknown;
  /** Calls that did not finish at once, by id. */
  readonly calls: LazyMap<PeerCall>;
  /** Handlers and checks that have not finished, those of cancelled calls included, streaming ones aside. */
  runningCalls: number;
  /** Streaming calls, until both their answer and their handler are done. */
  runningStreams: number;
  /** Auth values that are decided over: a client whose calls take every place can still renew its identity. */
  runningRenewals: number;
  /** Subscriptions by id, from the frame that asks for one. */
  readonly subscribers: LazyMap<PeerSubscriber>;
  /** Checks of subscriptions that have not finished, those of ended ones included. */
  runningSubscribes: number;

  /** Queues a frame; all frames of a tick leave in one message. */
  send(frame: Wire): void;
  /**
   * Queues the item of a stream, which leaves once little waits for this peer; one that is over by then does not.
   * @returns a promise where it has to wait, for the moment when the next item is welcome.
   */
  sendItem(frame: Raw, isOver: () => boolean): Promise<void> | undefined;
  /** Sends the failed answer to a call, with an error of Hawser's own. */
  sendError(id: number, refusal: Refusal): void;
  /** Says that a subscription is over; without a reason because the peer asked. */
  sendEnded(id: number, refusal?: Refusal): void;
  /** Who the peer is from now on. */
  identify(context: unknown): void;
  /** The hello was accepted: the session begins, with what arrived in the meantime. */
  open(): void;
  /** The peer has answered a ping. */
  ponged(): void;
  /** Closes with a documented code; what was queued leaves first. */
  close(code: number, reason: string): void;
}

/** A call of a peer, as its frames and its fate reach it. Those that return text say how the peer broke the protocol. */
export interface PeerCall {
  cancel(): void;
  item(wire: Wire, bytes: number): string | undefined;
  credit(bytes: number): string | undefined;
  end(): string | undefined;
  /** The peer is somebody else now. */
  identityChanged(): void;
  /** Gives up what is due; returns its deadline, or infinity. */
  expire(nowMs: number): number;
  /** The connection is gone. */
  lost(reason: HawserError): void;
}

export interface PeerSubscriber {
  end(refusal?: Refusal): void;
  leave(): void;
  /** The peer is somebody else now. */
  identityChanged(): void;
  /** @returns whether it was meant, and has ended. */
  revoke(revocation: Revocation): boolean;
}

/** Which subscriptions end, and what their subscribers are told. */
export interface Revocation {
  readonly topic: BoundTopic;
  /** Of one instance; absent for all. */
  readonly key: string | undefined;
  /** Its params; absent for all. */
  readonly params: unknown;
  readonly where: ((subscriber: { params: never; context: unknown; session: string }) => boolean) | undefined;
  readonly message: string;
}

/** What all connections of a server share. */
export interface Services {
  readonly fingerprint: string;
  readonly definitions: Definitions;
  readonly metadata: BoundMetadata;
  readonly procedures: Directory<BoundProcedure>;
  readonly topics: Directory<BoundTopic>;
  readonly limits: Readonly<Limits>;
  readonly channels: Channels;
  readonly rooms: Rooms;
  readonly deadlines: Deadlines;
  /** Idempotent calls whose connection is gone and that go on. */
  readonly detached: Set<PeerCall>;
  readonly idempotency: Idempotency & { readonly scope: (context: unknown) => string };
  readonly observers: Observers | undefined;
  readonly frameMemory: FrameMemory;
  /** The server is going away by this time of `performance.now()`: it admits nobody and tells who is there. */
  drainedByMs: number | undefined;
  /** The schema's shape as JSON text, packed. Absent where clients are not told it. */
  readonly reflection: Raw | undefined;
  /** The declared type of the auth value in hello. */
  readonly auth: { readonly type: ZodType; readonly shape: Shape } | undefined;
  /** The user's; without it everybody may connect. */
  readonly authenticate:
    | ((hello: { auth: unknown; request: UpgradeRequest; previous: unknown }) => unknown)
    | undefined;
  /** The user's: when a context expires. */
  expiryOf(context: unknown): Date | undefined;
  onError(fault: ServerFault): void;
}
