import { closeCodes, kinds, type Wire } from "@hawser/core";
import type { Peer } from "./peer.js";
import { limitExceeded, type Refusal, refusal } from "./refusal.js";
import { cancelCall, runCall } from "./run-call.js";
import { subscribe, unsubscribe } from "./subscribe.js";
import { shown } from "./target.js";

/** Gives a frame of an open connection to what handles its kind. What no client may send ends the connection. */
export function receiveFrame(peer: Peer, frame: readonly Wire[], bytes: number): void {
  const [kind, id, target, payload] = frame;
  const isUsed = kind === kinds.call ? peer.calls.has(id) : kind === kinds.subscribe && peer.subscribers.has(id);
  if (!clientKinds.has(kind)) {
    peer.close(closeCodes.protocol, `a client that was welcomed sends no frame of kind ${shown(kind)}`);
  } else if (!Number.isSafeInteger(id) || id < 0) {
    peer.close(closeCodes.protocol, `frame of kind ${shown(kind)}: the id is not a whole number`);
  } else if (isUsed) {
    peer.close(closeCodes.protocol, `id ${id} is still in use`);
  } else if (kind === kinds.call) {
    const reason = refusalOf(peer, bytes);
    if (reason) peer.sendError(id, reason);
    else runCall(peer, id, target, payload);
  } else if (kind === kinds.subscribe) {
    const reason = refusalOf(peer, bytes);
    if (reason) peer.sendEnded(id, reason);
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
function refusalOf({ services: { isClosing, limits } }: Peer, bytes: number): Refusal | undefined {
  if (isClosing) return refusal("unavailable", "the server is closing");
  const { maxFrameBytes } = limits;
  return bytes > maxFrameBytes
    ? limitExceeded("maxFrameBytes", maxFrameBytes, `the frame has ${bytes} bytes`)
    : undefined;
}
