import { nanoid } from "nanoid";
import type { Transport } from "../transport/transport.js";
import type { Flushable } from "./flushable.js";

/** Sockets that are told the same with one call of their library, each behind what is queued for it. */
export class Groups {
  /** A transport may serve several servers, whose groups have nothing to do with each other. */
  readonly #prefix = nanoid();
  readonly #transports = new Set<Transport>();
  /** Followers with queued frames, which come before what is broadcast next. */
  readonly #queuing = new Set<Flushable>();
  #count = 0;

  /** Sockets of the transport may follow. */
  add(transport: Transport): void {
    if (transport.broadcast) this.#transports.add(transport);
  }

  /** @returns the name of a new group. */
  create(): string {
    return `${this.#prefix}/${this.#count++}`;
  }

  queues(follower: Flushable): void {
    this.#queuing.add(follower);
  }

  queuesNothing(follower: Flushable): void {
    this.#queuing.delete(follower);
  }

  /** Sends what is queued for followers: whatever is broadcast after that has to come behind it. */
  flush(): void {
    for (const follower of this.#queuing) follower.flush();
  }

  /** {@link flush} before. */
  broadcast(group: string, bytes: Uint8Array): void {
    for (const transport of this.#transports) transport.broadcast?.(group, bytes);
  }
}
