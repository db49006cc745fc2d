import type { Calls } from "./calls.js";
import type { Deadlines } from "./deadlines.js";
import type { Settings } from "./options.js";
import type { Part } from "./part.js";

/** What a connection offers to the functions that stubs give it to. What none of them imports, no bundle has. */
export interface Host {
  readonly calls: Calls;
  readonly settings: Settings;
  readonly deadlines: Deadlines;
  /**
   * Lets a part hear of sessions, at once of the one that there is, and of the close, should that have been.
   *
   * @returns a function that ends that.
   */
  add(part: Part): () => void;
  /** The connection's one part of a kind, which is made and added when it is first asked for. */
  only<Kind extends Part>(Kind: new (host: Host) => Kind): Kind;
}
