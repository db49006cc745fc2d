import type { Order, TinyInput, TinyOutput } from "./api.js";

/** One connection of a peer's own client. */
export interface Client {
  tiny(input: TinyInput): Promise<TinyOutput>;
  echo(order: Order): Promise<Order>;
  close(): void | Promise<void>;
}

/** Opens it, and waits until calls can be made. */
export type Connect = (url: string) => Promise<Client>;
