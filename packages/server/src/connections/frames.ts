import { closeCodes, kinds, type Wire } from "@hawser/core";
import { requestOfCall, requestOfStream } from "../calls/request.js";
import { runCall } from "../calls/run-call.js";
import { limitExceeded, type Refusal, refusal } from "../refusal.js";
import { shown } from "../target.js";
import { subscribePattern } from "../topics/patterns/subscribe-pattern.js";
import { attend } from "../topics/presence/attend.js";
import { updateMember } from "../topics/presence/update-member.js";
import { publishFromClient } from "../topics/publish-from-client.js";
import { subscribe, unsubscribe } from "../topics/subscribe.js";
import { renewIdentity } from "./identity.js";
import type { Peer } from "./peer.js";
import { reflect } from "./reflect.js";

/** Gives a frame of an open connection to what handles its kind. What no client may send ends the connection. */
export function receiveFrame(peer: Peer, frame: readonly Wire[], bytes: number): void {
  const [kind, id] = frame;
  if (!clientKinds.has(kind)) {
    peer.close(closeCodes.protocol, `a client that was welcomed sends no frame of kind ${shown(kind)}`);
  } else if (!Number.isSafeInteger(id) || id < 0) {
    peer.close(closeCodes.protocol, `frame of kind ${shown(kind)}: the id is not a whole number`);
  } else if (isUsed(peer, kind, id)) {
    peer.close(closeCodes.protocol, `id ${id} is still in use`);
  } else {
    const flaw = handle(peer, frame, bytes);
    if (flaw) peer.close(closeCodes.protocol, `call ${id}: ${flaw}`);
  }
}

const clientKinds: ReadonlySet<Wire> = new Set([
  kinds.call,
  kinds.cancel,
  kinds.subscribe,
  kinds.unsubscribe,
  kinds.ping,
  kinds.pong,
  kinds.stream,
  kinds.item,
  kinds.credit,
  kinds.end,
  kinds.auth,
  kinds.publish,
  kinds.attend,
  kinds.updateMember,
  kinds.subscribePattern,
  kinds.reflect,
]);

function isUsed({ calls, subscribers }: Peer, kind: Wire, id: number): boolean {
  return subscribing.has(kind) ? subscribers.has(id) : asking.has(kind) && calls.has(id);
}

/** Kinds that begin something under an id among the subscriptions'. */
const subscribing: ReadonlySet<Wire> = new Set([kinds.subscribe, kinds.attend, kinds.subscribePattern]);

/** Kinds that begin something under an id among the calls'. */
const asking: ReadonlySet<Wire> = new Set([
  kinds.call,
  kinds.stream,
  kinds.auth,
  kinds.publish,
  kinds.updateMember,
  kinds.reflect,
]);

/** @returns how the client broke the protocol, if it did. Frames for a call that is over crossed its end on their way. */
function handle(peer: Peer, frame: readonly Wire[], bytes: number): string | undefined {
  const [kind, id, third] = frame;
  switch (kind) {
    case kinds.call:
    case kinds.stream: {
      const reason = refusalOf(peer, bytes);
      if (reason) peer.sendError(id, reason);
      else runCall(peer, kind === kinds.call ? requestOfCall(frame, peer) : requestOfStream(frame));
      return undefined;
    }
    case kinds.subscribe:
    case kinds.attend:
    case kinds.subscribePattern: {
      const reason = refusalOf(peer, bytes);
      if (reason) peer.sendEnded(id, reason);
      else if (kind === kinds.subscribe) subscribe(peer, frame);
      else if (kind === kinds.attend) attend(peer, frame);
      else subscribePattern(peer, frame);
      return undefined;
    }
    case kinds.publish:
    case kinds.updateMember:
    case kinds.reflect: {
      const reason = refusalOf(peer, bytes);
      if (reason) peer.sendError(id, reason);
      else if (kind === kinds.publish) publishFromClient(peer, frame);
      else if (kind === kinds.updateMember) updateMember(peer, frame);
      else reflect(peer, id);
      return undefined;
    }
    case kinds.item:
      return peer.calls.get(id)?.item(third, bytes);
    case kinds.credit:
      if (!Number.isSafeInteger(third) || third <= 0) return "the credit is no whole number above 0";
      return peer.calls.get(id)?.credit(third);
    case kinds.end:
      return peer.calls.get(id)?.end();
    case kinds.cancel:
      peer.calls.get(id)?.cancel();
      return undefined;
    case kinds.unsubscribe:
      unsubscribe(peer, id);
      return undefined;
    case kinds.auth:
      renewIdentity(peer, id, third);
      return undefined;
    case kinds.pong:
      peer.ponged();
      return undefined;
    default:
      peer.send([kinds.pong, id]);
      return undefined;
  }
}

/** Why the server does not take on what a well-formed frame asks for. */
function refusalOf({ isLeaving, services: { limits } }: Peer, bytes: number): Refusal | undefined {
  if (isLeaving) return refusal("unavailable", "the server is going away");
  const { maxFrameBytes } = limits;
  return bytes > maxFrameBytes
    ? limitExceeded("maxFrameBytes", maxFrameBytes, `the frame has ${bytes} bytes`)
    : undefined;
}
