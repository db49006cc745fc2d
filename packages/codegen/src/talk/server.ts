import type { Json } from "../json-form/json.js";
import type { Headers } from "./headers.js";

/** The server that a command talks with, and how it presents itself there. */
export interface Server {
  readonly url: string;
  /** As it was given; `undefined` for nothing. */
  readonly auth: Json | undefined;
  /** Of the request for the WebSocket. */
  readonly headers: Headers;
  /** For connecting, and for what is answered at once. */
  readonly timeoutMs: number;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
}
