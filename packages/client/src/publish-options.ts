import type { CallOptions } from "./call-options.js";

export interface PublishOptions extends CallOptions {
  /**
   * The events do not come back to this connection's own subscriptions, which go on behind them. What is resumed on
   * another session may contain them all the same.
   * @default false
   */
  silent?: boolean | undefined;
}
