import type { Quote } from "./quote.js";

/** A server with a small call and with topics, which are named by numbers. */
export interface LiveServer {
  readonly port: number;
  /** Brings a quote to whoever subscribes to the topic. */
  publish(topic: number, quote: Quote): void;
}

/** A client of one, as its library makes it. */
export interface LiveClient {
  /** Has a text echoed. @throws Error where another one comes back. */
  call(): Promise<void>;
  /** Settles when the subscription holds. */
  subscribe(topic: number, onQuote: (quote: Quote) => void): Promise<void>;
}

/** Settles when the connection is open. */
export type Connect = (port: number) => Promise<LiveClient>;

/** What {@link LiveClient.call} has echoed. */
export const echoed = "hello";

export function checkEcho(text: unknown): void {
  if (text !== echoed) throw new Error(`the echo of ${echoed} is ${String(text)}`);
}

export function roomOf(topic: number): string {
  return `room-${topic}`;
}
