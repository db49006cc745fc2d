import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Headers } from "../talk/headers.js";
import type { Happening, Side } from "./inspected.js";

/** A client's socket and the one to the server that stands for it. */
export class Pair {
  readonly #upgrade: Upgrade;
  readonly #options: PairOptions;
  readonly #server: WebSocket;
  #client: WebSocket | undefined;
  #isOver = false;

  constructor(upgrade: Upgrade, url: string, options: PairOptions) {
    this.#upgrade = upgrade;
    this.#options = options;
    const { request, socket } = upgrade;
    const asked = new URL(request.url ?? "/", "ws://client");
    options.tell({ type: "opened", path: `${asked.pathname}${asked.search}` });
    const target = new URL(url);
    target.pathname = asked.pathname;
    target.search = asked.search;
    this.#server = new WebSocket(target, offered(request), {
      ...plain,
      headers: { ...handedOn(request), ...options.headers },
    });
    this.#server.on("unexpected-response", (_, response) => this.#refused(response));
    this.#server.on("error", (error) => this.#unreachable(error));
    this.#server.on("open", () => this.#opened());
    // The client may go away before the server has answered.
    socket.on("error", () => this.drop());
    socket.on("close", () => {
      if (!this.#client) this.drop();
    });
  }

  drop(): void {
    this.#upgrade.socket.destroy();
    this.#server.terminate();
    this.#over();
  }

  #opened(): void {
    const { request, socket, head } = this.#upgrade;
    const { protocol } = this.#server;
    const upgrader = new WebSocketServer({ ...plain, noServer: true, handleProtocols: () => protocol || false });
    upgrader.handleUpgrade(request, socket, head, (client) => {
      this.#client = client;
      this.#handOn("client", client, this.#server);
      this.#handOn("server", this.#server, client);
    });
  }

  #handOn(from: Side, source: WebSocket, target: WebSocket): void {
    source.on("message", (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer;
      if (target.readyState === WebSocket.OPEN) {
        target.send(bytes, { binary: isBinary }, () => {
          if (source.isPaused && target.bufferedAmount <= maxBufferedBytes) source.resume();
        });
        // Who reads slowly is to slow down who sends, as without anything between.
        if (target.bufferedAmount > maxBufferedBytes) source.pause();
      }
      this.#options.tell({ type: "message", from, data: isBinary ? bytes : String(bytes) });
    });
    source.on("ping", (data) => target.readyState === WebSocket.OPEN && target.ping(data));
    source.on("pong", (data) => target.readyState === WebSocket.OPEN && target.pong(data));
    source.on("error", () => {});
    source.on("close", (code, reason) => {
      if (!this.#isOver) this.#options.tell({ type: "closed", from, code, reason: String(reason) });
      this.#over();
      // Its own close frame is yet to be read.
      target.resume();
      closeLike(target, code, reason);
    });
  }

  #refused(response: IncomingMessage): void {
    const status = response.statusCode ?? 502;
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", () => {});
    response.on("close", () => {
      const body = Buffer.concat(chunks);
      this.#deny(status, body, `HTTP ${status} ${body.toString().trim().slice(0, maxReasonLength)}`.trim());
    });
  }

  #unreachable(error: NodeJS.ErrnoException): void {
    if (this.#isOver || this.#client) return;
    const reason = error.code === "ECONNREFUSED" ? "nothing listens there" : error.message;
    this.#deny(502, Buffer.from(`hawser inspect cannot reach the server: ${reason}\n`), reason);
  }

  /** The client gets the answer that the server gave. */
  #deny(status: number, body: Buffer, reason: string): void {
    if (this.#isOver) return;
    this.#options.tell({ type: "refused", reason });
    const { socket } = this.#upgrade;
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      "Connection: close",
      "Content-Type: text/plain",
      `Content-Length: ${body.length}`,
    ];
    socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
    this.#over();
    this.#server.terminate();
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.ended();
  }
}

/** A client that asks for a WebSocket. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export interface PairOptions {
  /** In place of the client's. */
  readonly headers: Headers;
  tell(happening: Happening): void;
  ended(): void;
}

/** Sockets that add nothing of their own: no compression, no answers to pings, no limit. */
const plain = { perMessageDeflate: false, autoPong: false, maxPayload: 0 } as const;

/** Bytes that may wait for one end before the other is no longer read. */
const maxBufferedBytes = 1_048_576;

const maxReasonLength = 200;

function offered(request: IncomingMessage): string[] {
  return (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Who the client is, as far as its headers say; what is about this connection alone stays here. */
function handedOn({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name, value]) => typeof value === "string" && !/^(host|connection|upgrade|sec-websocket-.*)$/.test(name),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

/** RFC 6455 7.4.1: 1005 and 1006 say that there was no close frame, or none with a code; neither may be sent. */
function closeLike(socket: WebSocket, code: number, reason: Buffer): void {
  if (code === 1006) socket.terminate();
  else if (code === 1005) socket.close();
  else socket.close(code, reason);
}
