import type { HawserError } from "@hawser/core";
import type { Deadlines } from "./deadlines.js";
import type { Settings } from "./options.js";
import type { Session } from "./session.js";
import type { Shapes } from "./shapes.js";

/** Something that lives on a connection, from session to session. */
export interface Part {
  /** The session can carry what the part sends. Another one may still answer what it has. */
  ready(session: Session): void;
  /** The session is over. What it had in flight and what was linked to it is told afterwards. */
  lost(session: Session): void;
  /** For good, with the reason where the connection has one. */
  close(reason: HawserError | undefined): void;
}

/** What a connection offers to parts. */
export interface PartHost {
  readonly shapes: Shapes;
  readonly settings: Settings;
  readonly deadlines: Deadlines;
  /**
   * Lets a part hear of sessions, at once of the one that there is, and of the close, should that have been.
   *
   * @returns a function that ends that.
   */
  add(part: Part): () => void;
}
