/**
 * The messages of a socket as bytes, in the order in which they arrived. A Blob takes a while to read, and so may a
 * message: what came after it waits.
 */
export class Inbox {
  readonly #deliver: (message: Uint8Array | string) => unknown;
  readonly #queue: unknown[] = [];
  #reading = false;
  #closed = false;

  /** @param deliver receives text as it is, since the protocol has none; it must not throw, and may return a promise. */
  constructor(deliver: (message: Uint8Array | string) => unknown) {
    this.#deliver = deliver;
  }

  take(data: unknown): void {
    if (!this.#reading && !(data instanceof Blob)) {
      const delivered = this.#deliver(bytesOf(data));
      if (delivered instanceof Promise) void this.#read(delivered);
    } else {
      this.#queue.push(data);
      if (!this.#reading) void this.#read();
    }
  }

  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
  }

  async #read(delivered?: Promise<unknown>): Promise<void> {
    this.#reading = true;
    await delivered;
    while (this.#queue.length > 0) {
      const data = this.#queue.shift();
      const message = bytesOf(data instanceof Blob ? await data.arrayBuffer().catch(String) : data);
      if (!this.#closed) await this.#deliver(message);
    }
    this.#reading = false;
  }
}

function bytesOf(data: unknown): Uint8Array | string {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return data instanceof Uint8Array ? data : String(data);
}
