import { closeCodes, encodings, isHawserError, kinds, type Wire } from "@hawser/core";
import { nanoid } from "nanoid";
import type { Work } from "../attempt.js";
import { report } from "../fault.js";
import { authenticate } from "./identity.js";
import type { Peer } from "./peer.js";

/** Takes the first frame of a connection: a hello whose auth value the user's `authenticate` accepts, or the end. */
export function receiveHello(peer: Peer, frame: readonly Wire[]): void {
  const [kind, fingerprint, auth, timeoutMs, windowBytes] = frame;
  if (kind !== kinds.hello || typeof fingerprint !== "string") {
    peer.close(closeCodes.protocol, "the first frame is not a hello");
    return;
  }
  if (!isCount(timeoutMs) || !isCount(windowBytes)) {
    peer.close(closeCodes.protocol, "hello: timeoutMs and windowBytes are numbers above 0 where they are there");
    return;
  }
  peer.timeoutMs = timeoutMs ?? 0;
  peer.windowBytes = windowBytes ?? defaultWindowBytes;
  peer.encoding = fingerprint === peer.services.fingerprint ? encodings.positional : encodings.maps;
  peer.state = "authenticating";
  const work: Work = {
    get isOver() {
      return peer.state === "closed";
    },
    pending() {},
    settled() {},
  };
  authenticate(peer, auth, work, {
    accept: (context) => admit(peer, context),
    refuse: (error) => refuse(peer, error),
  });
}

/** What a client that does not say otherwise takes of a stream before it grants anything. */
const defaultWindowBytes = 262_144;

function isCount(value: Wire): value is number | null | undefined {
  return value === null || value === undefined || (typeof value === "number" && value > 0);
}

function admit(peer: Peer, context: unknown): void {
  peer.session = nanoid();
  const { limits } = peer.services;
  peer.send([
    kinds.welcome,
    peer.encoding,
    peer.session,
    [
      limits.maxBatchBytes,
      limits.maxFrameBytes,
      limits.maxCallsInFlight,
      limits.maxSubscriptions,
      limits.idleTimeoutMs,
      limits.maxStreams,
      limits.streamWindowBytes,
    ],
  ]);
  peer.identify(context);
  if (peer.state === "authenticating") peer.open();
}

function refuse(peer: Peer, error: unknown): void {
  if (isHawserError(error) && error.code === "unauthenticated") {
    peer.close(closeCodes.unauthenticated, error.detail);
    return;
  }
  peer.close(closeCodes.internal, "the server could not decide over the connection");
  report(peer.services, { during: "authenticate", cause: error });
}
