import { kinds } from "@hawser/core";
import { limitExceeded, refusal } from "../refusal.js";
import type { Peer } from "./peer.js";

/** Tells the schema to who asks for it, where the server is set up to. */
export function reflect(peer: Peer, id: number): void {
  const { reflection, limits } = peer.services;
  if (!reflection) {
    const remedy = "turn it on with createServer(schema, { reflection: true }), or read the schema from its file";
    peer.sendError(id, refusal("forbidden", `this server does not tell its schema; ${remedy}`));
  } else if (peer.runningCalls >= limits.maxCallsInFlight) {
    peer.sendError(id, limitExceeded("maxCallsInFlight", limits.maxCallsInFlight, "too many calls run at once"));
  } else peer.send([kinds.result, id, reflection]);
}
