import { closeCodes, encodings, isHawserError, kinds, type Wire } from "@hawser/core";
import { nanoid } from "nanoid";
import { attempt, type Work } from "./attempt.js";
import { report } from "./fault.js";
import { readMaps } from "./payload.js";
import type { Peer } from "./peer.js";
import type { Checked } from "./validate.js";

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
  const work: Work = {
    get isOver() {
      return peer.state === "closed";
    },
    pending() {},
    settled() {},
  };
  attempt<Checked>(
    work,
    () =>
      services.auth ? readMaps(services.auth, auth ?? undefined, services.definitions) : { ok: true, value: undefined },
    (checked) => {
      if (!checked.ok) peer.close(closeCodes.unauthenticated, checked.error.detail);
      else {
        attempt(
          work,
          () => services.authenticate(checked.value, peer.request),
          (context) => admit(peer, context),
          (error) => refuse(peer, error),
        );
      }
    },
    (error) => refuse(peer, error),
  );
}

function admit(peer: Peer, context: unknown): void {
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
  if (isHawserError(error) && error.code === "unauthenticated") {
    peer.close(closeCodes.unauthenticated, error.detail);
    return;
  }
  peer.close(closeCodes.internal, "the server could not decide over the connection");
  report(peer.services, { during: "authenticate", cause: error });
}
