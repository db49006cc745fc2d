// @ts-expect-error its package.json does not say where its types are
import { BaseWsClient } from "tsrpc-base-client";
import type { Message } from "./message.js";

const string = { type: "String" } as const;
const number = { type: "Number" } as const;
const message = { id: number, room: string, text: string, sentAt: number };

// As its generator writes it.
const proto = {
  services: [
    { id: 0, name: "Say", type: "api" },
    { id: 1, name: "Said", type: "msg" },
  ],
  types: {
    "PtlSay/ReqSay": interfaceOf({ room: string, text: string }),
    "PtlSay/ResSay": interfaceOf(message),
    "MsgSaid/MsgSaid": interfaceOf(message),
  },
};

/** What its package for browsers adds, without HTTP. */
class BrowserSocket {
  options!: {
    onOpen(): void;
    onError(error: unknown): void;
    onClose(code: number, reason: string): void;
    onMessage(data: string | Uint8Array): void;
  };
  #socket: WebSocket | undefined;

  connect(server: string, protocols?: string[]): void {
    const socket = new WebSocket(server, protocols);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.options.onOpen();
    socket.onerror = (error) => this.options.onError(error);
    socket.onclose = ({ code, reason }) => this.options.onClose(code, reason);
    socket.onmessage = ({ data }) => this.options.onMessage(typeof data === "string" ? data : new Uint8Array(data));
  }

  close(code?: number, reason?: string): void {
    this.#socket?.close(code, reason);
  }

  async send(data: string | Uint8Array): Promise<Record<string, never>> {
    this.#socket?.send(data as string | Uint8Array<ArrayBuffer>);
    return {};
  }
}

const chat = new BaseWsClient(proto, new BrowserSocket(), { server: "ws://localhost:8080/" });
await chat.connect();
chat.listenMsg("Said", (event: Message) => console.log(event.text));
const { res } = await chat.callApi("Say", { room: "harbour", text: "ahoy" });
console.log(res?.id);

function interfaceOf(properties: Readonly<Record<string, typeof string | typeof number>>) {
  const list = Object.entries(properties).map(([name, type], id) => ({ id, name, type }));
  return { type: "Interface" as const, properties: list };
}
