import { type StreamDirections, streamDirections, type Wire } from "@hawser/core";
import type { BoundProcedure } from "../bind.js";
import type { Peer } from "../connections/peer.js";
import { invalidFrame, limitExceeded, type Refusal, refusal } from "../refusal.js";

/** A frame that calls a procedure, taken apart; what stands in it may be anything. */
export interface Request {
  readonly id: number;
  readonly target: Wire;
  /** Absent where the frame says that nothing streams. */
  readonly streams: StreamDirections | undefined;
  readonly input: Wire;
  readonly timeoutMs: Wire;
  readonly key: Wire;
  readonly metadata: Wire;
  readonly carrier: Wire;
}

export function requestOfCall(frame: readonly Wire[], { timeoutMs }: Peer): Request {
  return {
    id: frame[1],
    target: frame[2],
    streams: undefined,
    input: frame[3],
    timeoutMs: frame[4] ?? timeoutMs,
    key: frame[5] ?? undefined,
    metadata: frame[6],
    carrier: frame[7],
  };
}

export function requestOfStream(frame: readonly Wire[]): Request {
  return {
    id: frame[1],
    target: frame[2],
    // The frame itself says that something streams.
    streams: frame[3] ?? null,
    input: frame[4],
    timeoutMs: frame[5] ?? 0,
    key: undefined,
    metadata: frame[6],
    carrier: frame[7],
  };
}

/** Why a procedure that exists does not take a call on. */
export function refusalOf(
  { services: { limits }, runningCalls, runningStreams }: Peer,
  { path, streams, idempotentMs }: BoundProcedure,
  { streams: asked, timeoutMs, key }: Request,
): Refusal | undefined {
  if (asked !== (streams && streamDirections[streams])) {
    return refusal("incompatible", `${path} streams ${streams ?? "nothing"} here`);
  }
  if (!(typeof timeoutMs === "number" && timeoutMs >= 0)) {
    return invalidFrame("timeoutMs is no number from 0");
  }
  if (key !== undefined) {
    if (idempotentMs === undefined) return refusal("incompatible", `${path} is not idempotent here`);
    if (typeof key !== "string" || key.length === 0 || Buffer.byteLength(key) > maxKeyBytes) {
      return invalidFrame(`a key is a string of 1 to ${maxKeyBytes} bytes`);
    }
  }
  const { maxCallsInFlight, maxStreams } = limits;
  if (streams) {
    if (runningStreams < maxStreams) return undefined;
    return limitExceeded("maxStreams", maxStreams, "too many streams run at once");
  }
  if (runningCalls < maxCallsInFlight) return undefined;
  return limitExceeded("maxCallsInFlight", maxCallsInFlight, "too many calls run at once");
}

const maxKeyBytes = 128;
