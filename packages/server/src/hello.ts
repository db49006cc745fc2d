import { closeCodes, encodings, HawserError, kinds, type Wire } from "@hawser/core";
import { nanoid } from "nanoid";
import type { Peer } from "./peer.js";
import { isPromise } from "./validate.js";

/** Takes the first frame of a connection: a hello whose auth value the user's `authenticate` accepts, or the end. */
export function receiveHello(peer: Peer, frame: readonly Wire[]): void {
  const [kind, fingerprint, auth] = frame;
  if (kind !== kinds.hello || typeof fingerprint !== "string") {
    peer.close(closeCodes.protocol, "the first frame is not a hello");
    return;
  }
  const { services } = peer;
  peer.encoding = fingerprint === services.fingerprint ? encodings.positional : encodings.maps;
  peer.state = "authenticating";
  try {
    const context = services.authenticate(auth ?? undefined, peer.request);
    if (isPromise(context)) {
      context.then(
        (context) => admit(peer, context),
        (error: unknown) => refuse(peer, error),
      );
    } else admit(peer, context);
  } catch (error) {
    refuse(peer, error);
  }
}

function admit(peer: Peer, context: unknown): void {
  if (peer.state === "closed") return;
  peer.context = context;
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
    ],
  ]);
  peer.open();
}

function refuse(peer: Peer, error: unknown): void {
  if (error instanceof HawserError && (error.code === "unauthenticated" || error.code === "invalid_input")) {
    peer.close(closeCodes.unauthenticated, error.detail);
    return;
  }
  peer.services.onError({ during: "authenticate", cause: error });
  peer.close(closeCodes.internal, "the server could not decide over the connection");
}
