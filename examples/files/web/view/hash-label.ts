import { create } from "./dom.js";

/** Enough of a SHA-256 for eyes to compare; the pointer finds all of it. */
export function hashLabel(sha256: string): HTMLSpanElement {
  const label = create("span", "hash", `SHA-256 ${sha256.slice(0, 6)}…${sha256.slice(-4)}`);
  label.title = sha256;
  return label;
}
