import { createServer, type IncomingMessage, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { TalkError } from "../talk/talk-error.js";
import type { Happening, Inspected, Side } from "./inspected.js";

export interface ProxyOptions {
  /** The server that everything goes to. */
  readonly url: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Told of everything, in its order. */
  readonly onInspected: (inspected: Inspected) => void;
}

export interface Proxy {
  readonly port: number;
  /** Drops whoever is connected. */
  close(): Promise<void>;
}

/**
 * Stands between clients and a server, on this machine only, and hands on what either says, byte for byte and the pings of
 * WebSocket included. Neither end is told of more than its other end would tell it; only compression is not agreed upon.
 *
 * @throws TalkError where the port is taken.
 */
export async function startProxy({ url, port: wanted, onInspected }: ProxyOptions): Promise<Proxy> {
  const startMs = performance.now();
  const pairs = new Set<Pair>();
  let count = 0;
  const http = createServer((_, response) => {
    response.writeHead(426, { "content-type": "text/plain" }).end(`hawser inspect hands on WebSockets to ${url}\n`);
  });
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    count += 1;
    const connection = count;
    const pair = new Pair({ request, socket, head }, url, {
      tell: (happening) => onInspected({ ...happening, connection, atMs: toMicroseconds(performance.now() - startMs) }),
      ended: () => pairs.delete(pair),
    });
    pairs.add(pair);
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) => reject(unlistenable(wanted, error)));
    http.listen(wanted, host, resolve);
  });
  return {
    port: (http.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        for (const pair of pairs) pair.drop();
        http.closeAllConnections();
      }),
  };
}

/** Nobody else's machine is to reach the server through this one. */
const host = "127.0.0.1";

function unlistenable(port: number, { code, message }: NodeJS.ErrnoException): TalkError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "something listens at this port already",
    EACCES: "no permission to listen at this port",
  };
  return new TalkError(
    `${host}:${port}`,
    reasons[code ?? ""] ?? message,
    "Choose another port with --port, or leave it out for one that is free.",
  );
}

/** Milliseconds as a recording has them, so that what is printed of it is the same. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

interface PairOptions {
  tell(happening: Happening): void;
  ended(): void;
}

/** A client's socket and the one to the server that stands for it. */
class Pair {
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
    this.#server = new WebSocket(target, offered(request), { ...plain, headers: handedOn(request) });
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
