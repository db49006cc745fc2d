import { type HawserError, isHawserError } from "@hawser/client";
import type { Ledger } from "./ledger.client.js";

/** How one call ended. */
export interface Ended {
  readonly kind: "plain" | "idempotent";
  readonly entry: string;
  /** What it was answered with; absent where it failed. */
  readonly receipt?: string;
  readonly error?: HawserError;
}

export interface LoadOptions {
  readonly clients: readonly Ledger[];
  /** Of each kind, all clients together; a multiple of their number. */
  readonly callsOfAKind: number;
  /** Calls that one client has in flight at the same time. */
  readonly concurrency: number;
  /** Milliseconds for an idempotent call; absent: the client's default. */
  readonly timeoutMs?: (number: number) => number | undefined;
}

/** Clients that call as fast as they are answered. */
export class Load {
  readonly ended: Ended[] = [];
  /** Settles when every call has. Rejects with anything that is no error of a call. */
  readonly done: Promise<void>;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(options: LoadOptions) {
    this.done = Promise.all(options.clients.map((_, client) => this.#drive(client, options))).then(() => {});
  }

  /** Settles when so many calls have ended. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.#tell();
    });
  }

  /** Makes one client's calls, both kinds in turns. */
  async #drive(client: number, { clients, callsOfAKind, concurrency, timeoutMs }: LoadOptions): Promise<void> {
    const ledger = clients[client] as Ledger;
    const count = (2 * callsOfAKind) / clients.length;
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const number = next++;
        if (number % 2 === 0) await this.#end("plain", { client, number }, (entry) => ledger.book(entry));
        else {
          const options = { timeoutMs: timeoutMs?.(number) };
          await this.#end("idempotent", { client, number }, (entry) => ledger.bookOnce(entry, options));
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }

  async #end(
    kind: Ended["kind"],
    entry: { client: number; number: number },
    call: (entry: { client: number; number: number }) => Promise<string>,
  ): Promise<void> {
    const name = `${entry.client}.${entry.number}`;
    try {
      this.ended.push({ kind, entry: name, receipt: await call(entry) });
    } catch (error) {
      if (!isHawserError(error)) throw error;
      this.ended.push({ kind, entry: name, error });
    }
    this.#tell();
  }

  #tell(): void {
    const isDue = ({ count }: { count: number }): boolean => count <= this.ended.length;
    const due = this.#waiting.filter(isDue);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((each) => !isDue(each));
    for (const { resolve } of due) resolve();
  }
}
