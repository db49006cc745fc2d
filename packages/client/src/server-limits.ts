import { assumedLimits, HawserError, type WelcomeLimits } from "@hawser/core";

/** What a client must know of the server's limits. */
export interface ServerLimits {
  readonly maxFrameBytes: number;
  readonly maxCallsInFlight: number;
  readonly maxStreams: number;
  readonly streamWindowBytes: number;
}

/** @throws HawserError `protocol` for limits with which nothing could be sent. */
export function serverLimitsOf(limits: WelcomeLimits): ServerLimits {
  const [maxBatchBytes, maxFrameBytes, maxCallsInFlight, , , maxStreams, streamWindowBytes] = limits;
  if (!(maxBatchBytes > 0 && maxFrameBytes > 0 && maxCallsInFlight > 0)) {
    throw new HawserError("protocol", "the server sent a welcome with limits of nothing");
  }
  return {
    maxFrameBytes: Math.min(maxBatchBytes, maxFrameBytes),
    maxCallsInFlight,
    maxStreams: maxStreams ?? assumedLimits.maxStreams,
    streamWindowBytes: streamWindowBytes ?? assumedLimits.streamWindowBytes,
  };
}
