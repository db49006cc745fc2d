import { closeCodes, HawserError, kinds, type Wire } from "@hawser/core";
import { limitExceeded } from "./limit-exceeded.js";
import type { Peer } from "./peer.js";
import { cancelCall, runCall } from "./run-call.js";
import { subscribe, unsubscribe } from "./subscribe.js";

/** Gives a frame of an open connection to what handles its kind. What no client may send ends the peer. */
export function receiveFrame(peer: Peer, frame: readonly Wire[], bytes: number): void {
  const [kind, id, target, payload] = frame;
  if (!Number.isInteger(id) || id < 0) {
    peer.close(closeCodes.protocol, `frame of kind ${String(kind)}: the id is not a whole number`);
    return;
  }
  switch (kind) {
    case kinds.call:
      if (isFree(peer, peer.calls.has(id), id) && isTaken(peer, bytes, (e) => peer.sendError(id, e))) {
        runCall(peer, id, target, payload);
      }
      break;
    case kinds.cancel:
      cancelCall(peer, id);
      break;
    case kinds.subscribe:
      if (isFree(peer, peer.subscribers.has(id), id) && isTaken(peer, bytes, (e) => peer.sendEnded(id, e))) {
        subscribe(peer, id, target, payload);
      }
      break;
    case kinds.unsubscribe:
      unsubscribe(peer, id);
      break;
    case kinds.ping:
      peer.send([kinds.pong, id]);
      break;
    case kinds.pong:
      break;
    default:
      peer.close(closeCodes.protocol, `a client sends no frame of kind ${String(kind)}`);
  }
}

function isFree(peer: Peer, isUsed: boolean, id: number): boolean {
  if (isUsed) peer.close(closeCodes.protocol, `id ${id} is still in use`);
  return !isUsed;
}

/** Whether the server takes on what a frame asks for; where it does not, `refuse` says why. */
function isTaken(peer: Peer, bytes: number, refuse: (error: HawserError) => void): boolean {
  const { isClosing, limits } = peer.services;
  const { maxFrameBytes } = limits;
  if (isClosing) refuse(new HawserError("unavailable", "the server is closing"));
  else if (bytes > maxFrameBytes) refuse(limitExceeded("maxFrameBytes", maxFrameBytes, `the frame has ${bytes} bytes`));
  else return true;
  return false;
}
