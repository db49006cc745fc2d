import type { Position } from "./position.js";
import type { Session } from "./session.js";

/** Where a channel has its events from on one session: a subscription of its own, or its place in one to a pattern. */
export interface ChannelSource {
  readonly session: Session;
  /** Where the channel was when the server was asked. */
  readonly asked: Position | undefined;
  readonly isConfirmed: boolean;
  readonly isLeaving: boolean;
  /** The channel needs it no longer. Settles when the server has let go, or the session is over. */
  leave(): Promise<void>;
}
