import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { answer } from "../harness/serve-process.js";
import { MessageReader } from "./message-reader.js";

/** What is sent over and over; a client's own work is not measured here. */
export interface Script {
  readonly subprotocol?: string;
  /** Sent once, and answered with one message. */
  readonly greeting?: Uint8Array;
  /** Messages that hold `callsPerRound` calls together, each sent with a write of its own. */
  readonly messages: readonly Uint8Array[];
  /** @returns how many calls a message of the server answers. @throws where it is no such answer. */
  answersIn(message: Buffer): number;
}

/** How many calls of a connection are in flight, then answered, then the next ones sent. */
export const callsPerRound = 8;

/** What the process that sends them is told. */
export type GeneratorOrder =
  | { readonly do: "open"; readonly port: number; readonly connections: number }
  /** Answered with {@link Generated}. */
  | { readonly do: "call"; readonly ms: number };

export interface Generated {
  readonly calls: number;
  readonly seconds: number;
}

/** Sends ready messages over bare TCP sockets, in a process of its own. */
export function generateMessages(script: Script): void {
  let connections: Connection[] = [];
  answer(async (order: GeneratorOrder): Promise<Generated | undefined> => {
    if (order.do === "open") {
      connections = await Promise.all(
        Array.from({ length: order.connections }, () => Connection.open(order.port, script)),
      );
      return undefined;
    }
    const startMs = performance.now();
    const calls = await Promise.all(connections.map((connection) => connection.callUntil(startMs + order.ms)));
    return { calls: calls.reduce((sum, each) => sum + each, 0), seconds: (performance.now() - startMs) / 1_000 };
  });
}

class Connection {
  readonly #reader = new MessageReader();
  readonly #messages: readonly Buffer[];
  #answered = 0;
  /** Who waits for the handshake, the greeting's answer or the answers of a round. */
  #waiting: { resolve(): void; reject(error: unknown): void } | undefined;
  #isGreeted: boolean;

  private constructor(
    private readonly socket: Socket,
    private readonly script: Script,
  ) {
    this.#messages = script.messages.map(masked);
    this.#isGreeted = script.greeting === undefined;
    socket.on("data", (bytes) => this.#hear(bytes));
    socket.once("close", () => this.#waiting?.reject(new Error("the server has closed a connection")));
  }

  static async open(port: number, script: Script): Promise<Connection> {
    const connection = new Connection(connect({ port, host: "127.0.0.1", noDelay: true }), script);
    await connection.#write([Buffer.from(handshake(script.subprotocol))]);
    if (script.greeting !== undefined) await connection.#write([masked(script.greeting)]);
    return connection;
  }

  /** @returns how many calls were answered. */
  async callUntil(endMs: number): Promise<number> {
    let calls = 0;
    while (performance.now() < endMs) {
      await this.#write(this.#messages);
      calls += callsPerRound;
    }
    return calls;
  }

  /** Waits for the answers too. */
  #write(messages: readonly Buffer[]): Promise<void> {
    this.#answered = 0;
    for (const message of messages) this.socket.write(message);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #hear(bytes: Buffer): void {
    const wasOpen = this.#reader.isOpen;
    const messages = this.#reader.read(bytes);
    if (!wasOpen && this.#reader.isOpen) this.#waiting?.resolve();
    for (const message of messages) {
      try {
        this.#take(message);
      } catch (error) {
        this.#waiting?.reject(error);
      }
    }
  }

  #take(message: Buffer): void {
    if (this.#isGreeted) this.#answered += this.script.answersIn(message);
    if (!this.#isGreeted || this.#answered === callsPerRound) this.#waiting?.resolve();
    this.#isGreeted = true;
  }
}

function handshake(subprotocol: string | undefined): string {
  return [
    "GET / HTTP/1.1",
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    "\r\n",
  ].join("\r\n");
}

/** RFC 6455, 5.3: a client has to mask, and a mask of zeros leaves the bytes as they are. */
function masked(payload: Uint8Array): Buffer {
  const header = payload.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
  header[0] = 0x82;
  header[1] = 0x80 | Math.min(payload.length, 126);
  if (payload.length >= 126) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
