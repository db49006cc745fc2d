import type { Wire } from "@hawser/core";

/** The tracing context of a frame: what in it is a text by a text. A peer may send anything here, and nothing of it fails a call. */
export function carrierOf(wire: Wire): Readonly<Record<string, string>> {
  if (!(wire instanceof Map)) return {};
  const entries = [...wire].slice(0, maxEntries);
  return Object.fromEntries(entries.filter((entry) => entry.every((text) => typeof text === "string")));
}

/** W3C Trace Context and Baggage have three headers between them, other propagators up to eight. */
const maxEntries = 16;
