import { closeCodes, HawserError, kinds, type Wire } from "@hawser/core";
import { limitExceeded } from "./limit-exceeded.js";
import type { Peer } from "./peer.js";
import { cancelCall, runCall } from "./run-call.js";
import { subscribe, unsubscribe } from "./subscribe.js";

/** Gives a frame of an open connection to what handles its kind. What no client may send ends the connection. */
export function receiveFrame(peer: Peer, frame: readonly Wire[], bytes: number): void {
  const [kind, id, target, payload] = frame;
  const isUsed = kind === kinds.call ? peer.calls.has(id) : kind === kinds.subscribe && peer.subscribers.has(id);
  if (!clientKinds.has(kind)) {
    peer.close(closeCodes.protocol, `a client that was welcomed sends no frame of kind ${String(kind)}`);
  } else if (!Number.isSafeInteger(id) || id < 0) {
    peer.close(closeCodes.protocol, `frame of kind ${String(kind)}: the id is not a whole number`);
  } else if (isUsed) {
    peer.close(closeCodes.protocol, `id ${id} is still in use`);
  } else if (kind === kinds.call) {
    const refusal = refusalOf(peer, bytes);
    if (refusal) peer.sendError(id, refusal);
    else runCall(peer, id, target, payload);
  } else if (kind === kinds.subscribe) {
    const refusal = refusalOf(peer, bytes);
    if (refusal) peer.sendEnded(id, refusal);
    else subscribe(peer, id, target, payload);
  } else if (kind === kinds.cancel) {
    cancelCall(peer, id);
  } else if (kind === kinds.unsubscribe) {
    unsubscribe(peer, id);
  } else if (kind === kinds.ping) {
    peer.send([kinds.pong, id]);
  }
}

const clientKinds: ReadonlySet<Wire> = new Set([
  kinds.call,
  kinds.cancel,
  kinds.subscribe,
  kinds.unsubscribe,
  kinds.ping,
  kinds.pong,
]);

/** Why the server does not take on what a well-formed frame asks for. */
function refusalOf({ services: { isClosing, limits } }: Peer, bytes: number): HawserError | undefined {
  if (isClosing) return new HawserError("unavailable", "the server is closing");
  const { maxFrameBytes } = limits;
  return bytes > maxFrameBytes
    ? limitExceeded("maxFrameBytes", maxFrameBytes, `the frame has ${bytes} bytes`)
    : undefined;
}
