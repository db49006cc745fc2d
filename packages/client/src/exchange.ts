import {
  type CallFrame,
  type ClientFrame,
  type CreditFrame,
  type ErrorFrame,
  type HawserError,
  type ItemFrame,
  kinds,
  type PublishFrame,
  type StopFrame,
  type StreamFrame,
  type UpdateMemberFrame,
  type Wire,
} from "@hawser/core";

/** What a session owes an answer: a call, a streaming call, a publish, what a member tells, a renewed auth value. They share one space of ids. */
export interface Exchange {
  /** The server's limit that counts it, if any does. */
  readonly countedBy: CountLimit | undefined;
  /** The answer; its id is free. */
  result(output: Wire, metadata: Wire): void;
  /** The failed answer; its id is free. */
  error(frame: ErrorFrame): void;
  /** What concerns a stream, so many bytes of it. It may have crossed the stream's end. */
  streamed(frame: StreamedFrame, bytes: number): void;
  /** Its frame could not leave; its id is free. */
  refused(error: HawserError): void;
  /** Its session is over. `unsent`: the server has certainly not acted upon its frame. */
  lost(error: HawserError, unsent: boolean): void;
  /** The connection is closed for good. */
  closed(reason: HawserError): void;
  /** Ends what is due. @returns its deadline if that is yet to come, otherwise infinity. */
  expire(nowMs: number): number;
}

export type StreamedFrame = ItemFrame | CreditFrame | StopFrame;

/** A limit of the server's on how many exchanges of a kind a session has at a time. */
export type CountLimit = "maxCallsInFlight" | "maxStreams";

/** The frame with which a call, a publish or what a member tells begins. */
export function isRequest(frame: ClientFrame): frame is CallFrame | StreamFrame | PublishFrame | UpdateMemberFrame {
  const [kind] = frame;
  return kind === kinds.call || kind === kinds.stream || kind === kinds.publish || kind === kinds.updateMember;
}
