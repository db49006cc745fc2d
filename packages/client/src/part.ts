import type { HawserError } from "@hawser/core";
import type { Session } from "./session.js";

/** Something that lives on a connection, from session to session. */
export interface Part {
  /** The session can carry what the part sends. Another one may still answer what it has. */
  ready(session: Session): void;
  /** The session is over. What it had in flight and what was linked to it is told afterwards. */
  lost(session: Session): void;
  /** For good, with the reason where the connection has one. */
  close(reason: HawserError | undefined): void;
}
