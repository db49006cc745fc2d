import type { Message } from "./message.js";

/** What is written by hand where a library seems too much: calls by id, subscriptions by id, and nothing else. */
export class BareClient {
  readonly open: Promise<unknown>;
  readonly #socket: WebSocket;
  readonly #encode: Coding["encode"];
  readonly #calls = new Map<number, { resolve(message: Message): void; reject(error: Error): void }>();
  readonly #subscriptions = new Map<number, (event: Message) => void>();
  #lastId = 0;

  constructor(url: string, { encode, decode }: Coding) {
    this.#encode = encode;
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.open = new Promise((resolve) => this.#socket.addEventListener("open", resolve));
    this.#socket.addEventListener("message", ({ data }) => this.#receive(decode(data) as Received));
    this.#socket.addEventListener("close", () => {
      for (const { reject } of this.#calls.values()) reject(new Error("the connection is gone"));
      this.#calls.clear();
    });
  }

  call(method: string, input: unknown): Promise<Message> {
    const id = ++this.#lastId;
    this.#socket.send(this.#encode({ id, method, input }));
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  subscribe(topic: string, params: unknown, onEvent: (event: Message) => void): void {
    const id = ++this.#lastId;
    this.#subscriptions.set(id, onEvent);
    this.#socket.send(this.#encode({ id, topic, params }));
  }

  #receive({ id, event, result, error }: Received): void {
    if (event) this.#subscriptions.get(id)?.(event);
    else if (error === undefined) this.#calls.get(id)?.resolve(result as Message);
    else this.#calls.get(id)?.reject(new Error(error));
    if (!event) this.#calls.delete(id);
  }
}

interface Coding {
  readonly encode: (message: unknown) => string | Uint8Array<ArrayBuffer>;
  readonly decode: (data: unknown) => unknown;
}

interface Received {
  readonly id: number;
  readonly event?: Message;
  readonly result?: Message;
  readonly error?: string;
}
