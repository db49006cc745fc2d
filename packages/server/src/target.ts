import { type Encoding, encodings, type Wire } from "@hawser/core";
import type { Directory } from "./bind.js";
import type { Peer } from "./connections/peer.js";

/** A path always means maps; a number means what the schema says, so it needs the same schema on both ends. */
export function find<T>({ byNumber, byPath }: Directory<T>, target: Wire, { encoding }: Peer): T | undefined {
  if (typeof target === "string") return byPath.get(target);
  // A frame may hold anything here, and an array's text may be the name of one of the list's own members.
  return typeof target === "number" && encoding === encodings.positional ? byNumber[target] : undefined;
}

/** How the payload beside a target travels. */
export function encodingOf(target: Wire): Encoding {
  return typeof target === "number" ? encodings.positional : encodings.maps;
}

/** A target as an error message shows it. */
export function shown(target: Wire): string {
  return String(target).slice(0, 100);
}
