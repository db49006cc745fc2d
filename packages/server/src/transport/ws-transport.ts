import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket as NetSocket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { compressFromBytes } from "./compress-from-bytes.js";
import { isUpgrade, tokens } from "./handshake.js";
import { headerRecord } from "./header-record.js";
import { listenError } from "./listen-error.js";
import { type Admission, Routes } from "./routes.js";
import { shortestAddress } from "./shortest-address.js";
import { readTlsFiles } from "./tls-files.js";
import type {
  Endpoint,
  EndpointOptions,
  HttpHandler,
  HttpResponse,
  ListenOptions,
  TlsOptions,
  Transport,
  UpgradeRequest,
} from "./transport.js";
import { Liveness } from "./ws-liveness.js";
import { WsSocket } from "./ws-socket.js";

export interface WsTransportOptions {
  /** Absent: plain TCP. */
  tls?: TlsOptions | undefined;
}

/**
 * The transport on `ws` and Node's own HTTP server, which runs wherever Node runs.
 * @throws an Error where a TLS file does not load.
 */
export function wsTransport(options: WsTransportOptions = {}): Transport {
  return new WsTransport(options);
}

class WsTransport implements Transport {
  readonly name = "ws";
  readonly #server: Server;
  readonly #routes = new Routes();
  readonly #acceptors = new Map<Endpoint, WebSocketServer>();
  readonly #confirmed = new WeakMap<IncomingMessage, string>();
  readonly #sockets = new Set<WsSocket>();
  readonly #liveness = new Liveness();
  #stopped: Promise<void> | undefined;

  constructor({ tls }: WsTransportOptions) {
    this.#server = tls ? createTlsServer(readTlsFiles(tls)) : createServer();
    this.#server.on("request", (request, response) => this.#answer(request, response));
    this.#server.on("upgrade", (request, stream, head) => this.#upgrade(request, stream as NetSocket, head));
  }

  route(path: string, endpoint: Endpoint): void {
    this.#routes.addEndpoint(path, endpoint);
    this.#acceptors.set(endpoint, this.#acceptor(endpoint.options));
  }

  http(handler: HttpHandler): void {
    this.#routes.addHandler(handler);
  }

  listen({ port, host = "0.0.0.0" }: ListenOptions): Promise<{ port: number }> {
    return new Promise((resolve, reject) => {
      const refused = (cause: Error) => reject(listenError(cause, { host, port }));
      this.#server.once("error", refused);
      this.#server.listen(port, host, () => {
        this.#server.off("error", refused);
        resolve({ port: (this.#server.address() as AddressInfo).port });
      });
    });
  }

  unlisten(): void {
    this.#routes.close();
    this.#stopped ??= new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async close(): Promise<void> {
    this.unlisten();
    for (const socket of this.#sockets) socket.terminate();
    this.#server.closeAllConnections();
    await this.#stopped;
  }

  #acceptor({ maxMessageBytes, compression }: EndpointOptions): WebSocketServer {
    return new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: maxMessageBytes,
      perMessageDeflate: compression && {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        threshold: compressFromBytes,
      },
      handleProtocols: (_offered, request) => this.#confirmed.get(request) ?? false,
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method = "GET" } = request;
    void this.#routes.answer({ method, ...target(request), headers: headersOf(request) }).then((answer) => {
      respond(response, answer);
    });
  }

  #upgrade(request: IncomingMessage, stream: NetSocket, head: Buffer): void {
    // Node gives no listener of its own to a socket that it hands over.
    const drop = () => stream.destroy();
    stream.on("error", drop);
    const headers = headersOf(request);
    if (!isUpgrade(headers)) {
      this.#answer(request, lastResponse(request, stream));
      return;
    }
    const upgrade = upgradeRequest(request, headers);
    const admission = this.#routes.admit(request.method ?? "", upgrade);
    if ("status" in admission) {
      respond(lastResponse(request, stream), admission);
      return;
    }
    stream.off("error", drop);
    this.#confirmed.set(request, admission.subprotocol);
    this.#acceptors.get(admission.endpoint)?.handleUpgrade(request, stream, head, (websocket) => {
      this.#open(websocket, stream, admission, upgrade);
    });
  }

  #open(websocket: WebSocket, stream: NetSocket, { endpoint }: Admission, upgrade: UpgradeRequest): void {
    const socket = new WsSocket(websocket, stream, endpoint.options);
    this.#sockets.add(socket);
    this.#liveness.watch(socket);
    websocket.on("close", () => {
      this.#sockets.delete(socket);
      this.#liveness.forget(socket);
    });
    socket.attach(endpoint.open(socket, upgrade));
  }
}

function upgradeRequest(request: IncomingMessage, headers: Record<string, string>): UpgradeRequest {
  return {
    ...target(request),
    headers,
    subprotocols: tokens(headers["sec-websocket-protocol"]),
    remoteAddress: shortestAddress(request.socket.remoteAddress ?? ""),
  };
}

function target({ url = "/" }: IncomingMessage): { path: string; query: string } {
  const mark = url.indexOf("?");
  return mark < 0 ? { path: url, query: "" } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** Read from the raw list, because Node drops some repeated headers. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] as string, rawHeaders[index + 1] as string]);
  }
  return headerRecord(pairs);
}

/** A response on a socket that Node handed over for an upgrade; it ends the connection. */
function lastResponse(request: IncomingMessage, stream: NetSocket): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(stream);
  response.shouldKeepAlive = false;
  response.once("finish", () => stream.destroySoon());
  return response;
}

function respond(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const hasLength = status !== 204 && status !== 304;
  // Node leaves out the body where HTTP has none, but also its length in the answer to HEAD.
  response.writeHead(status, hasLength ? { ...headers, "content-length": Buffer.byteLength(body) } : headers);
  response.end(body);
}
