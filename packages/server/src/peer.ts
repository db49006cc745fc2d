import type { Encoding, HawserError, Limits, Wire } from "@hawser/core";
import type { BoundProcedure, BoundTopic } from "./bind.js";
import type { Channels } from "./channels.js";
import type { ServerFault } from "./fault.js";
import type { Definitions } from "./payload.js";
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
  readonly subscribers: Map<number, { end(error?: HawserError): void; leave(): void }>;

  /** Queues a frame; all frames of a tick leave in one message. */
  send(frame: Wire): void;
  /** Sends the failed answer to a call, with an error of Hawser's own. */
  sendError(id: number, error: HawserError): void;
  /** Says that a subscription is over; without an error because the peer asked. */
  sendEnded(id: number, error?: HawserError): void;
  /** The hello was accepted: the session begins, with what arrived in the meantime. */
  open(): void;
  /** Closes with a documented code; what was queued leaves first. */
  close(code: number, reason: string): void;
}

/** What all connections of a server share. */
export interface Services {
  readonly fingerprint: string;
  readonly definitions: Definitions;
  readonly procedures: readonly BoundProcedure[];
  readonly proceduresByPath: ReadonlyMap<string, BoundProcedure>;
  readonly topics: readonly BoundTopic[];
  readonly topicsByPath: ReadonlyMap<string, BoundTopic>;
  readonly limits: Readonly<Limits>;
  readonly channels: Channels;
  /** The server takes no new calls and subscriptions. */
  isClosing: boolean;
  /** Decodes and validates the auth value of a hello and runs the user's `authenticate`. */
  authenticate(auth: Wire, request: UpgradeRequest): unknown;
  onError(fault: ServerFault): void;
}
