import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Headers } from "../talk/headers.js";
import { TalkError } from "../talk/talk-error.js";
import type { Inspected } from "./inspected.js";
import { Pair } from "./pair.js";

export interface ProxyOptions {
  /** The server that everything goes to. */
  readonly url: string;
  /** What the request for a WebSocket says beside what the client's does. */
  readonly headers: Headers;
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
export async function startProxy({ url, headers, port: wanted, onInspected }: ProxyOptions): Promise<Proxy> {
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
      headers,
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
