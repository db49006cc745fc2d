import type { Encoding, HawserError, Limits, Shape, Wire, ZodType } from "@hawser/core";
import type { BoundProcedure, BoundTopic, Directory } from "./bind.js";
import type { Channels } from "./channels.js";
import type { ServerFault } from "./fault.js";
import type { Definitions } from "./payload.js";
import type { Refusal } from "./refusal.js";
import type { UpgradeRequest } from "./transport/transport.js";

/** A connection as those see it who handle its frames. */
export interface Peer {
  readonly services: Services;
  readonly request: UpgradeRequest;
  state: "hello" | "authenticating" | "open" | "closed";
  /** How payloads travel to this peer; hello decides. */
  encoding: Encoding;
  /** The connection's id; empty before hello. */
  session: string;
  /** What the user's `authenticate` returned. */
  context: unknown;
  /** Calls that did not finish at once, by id. */
  readonly calls: Map<number, { abort(reason: HawserError): void }>;
  /** Handlers and checks that have not finished, those of cancelled calls included. */
  runningCalls: number;
  /** Subscriptions by id, from the frame that asks for one. */
  readonly subscribers: Map<number, { end(refusal?: Refusal): void; leave(): void }>;
  /** Checks of subscriptions that have not finished, those of ended ones included. */
  runningSubscribes: number;

  /** Queues a frame; all frames of a tick leave in one message. */
  send(frame: Wire): void;
  /** Sends the failed answer to a call, with an error of Hawser's own. */
  sendError(id: number, refusal: Refusal): void;
  /** Says that a subscription is over; without a reason because the peer asked. */
  sendEnded(id: number, refusal?: Refusal): void;
  /** The hello was accepted: the session begins, with what arrived in the meantime. */
  open(): void;
  /** Closes with a documented code; what was queued leaves first. */
  close(code: number, reason: string): void;
}

/** What all connections of a server share. */
export interface Services {
  readonly fingerprint: string;
  readonly definitions: Definitions;
  readonly procedures: Directory<BoundProcedure>;
  readonly topics: Directory<BoundTopic>;
  readonly limits: Readonly<Limits>;
  readonly channels: Channels;
  /** The server takes no new calls and subscriptions. */
  isClosing: boolean;
  /** The declared type of the auth value in hello. */
  readonly auth: { readonly type: ZodType; readonly shape: Shape } | undefined;
  /** The user's. */
  authenticate(auth: unknown, request: UpgradeRequest): unknown;
  onError(fault: ServerFault): void;
}
