import type { HawserError } from "@hawser/core";

/** Where a connection stands. */
export type ConnectionStatus =
  /** An attempt is under way. `attempt` counts from 1 since the connection was last stable. */
  | { readonly state: "connecting"; readonly attempt: number }
  /**
   * The server said welcome. `encoding` is "positional" where both ends have the same schema and "maps" where they
   * differ.
   */
  | { readonly state: "open"; readonly session: string; readonly encoding: "positional" | "maps" }
  /**
   * The server is going away: an attempt to connect anew is under way, while the old session still answers what it has
   * and brings events. New calls wait for the new session.
   */
  | { readonly state: "moving"; readonly attempt: number }
  /** The last attempt failed or the connection was lost, with `error`; number `attempt` follows after `delayMs`. */
  | { readonly state: "waiting"; readonly delayMs: number; readonly attempt: number; readonly error: HawserError }
  /** For good: by `close()`, or with `error` where another attempt would fail alike. */
  | { readonly state: "closed"; readonly error?: HawserError };
