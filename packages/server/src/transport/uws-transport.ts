import { STATUS_CODES } from "node:http";
import { compressFromBytes } from "./compress-from-bytes.js";
import { findPort } from "./find-port.js";
import { tokens } from "./handshake.js";
import { headerRecord } from "./header-record.js";
import { listenError } from "./listen-error.js";
import { Routes } from "./routes.js";
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
import {
  loadUws,
  type TemplatedApp,
  type Uws,
  type UwsApp,
  type HttpRequest as UwsRequest,
  type HttpResponse as UwsResponse,
  type us_listen_socket,
  type WebSocketBehavior,
} from "./uws-library.js";
import { UwsSocket } from "./uws-socket.js";

export interface UwsTransportOptions {
  /** Absent: plain TCP. */
  tls?: TlsOptions | undefined;
  /**
   * Gets the uWebSockets.js app once, before Hawser adds its own routes, for HTTP routes of your own. The app tries
   * the most specific pattern first; a handler for all paths takes the place of every {@link Transport.http} handler.
   */
  configure?: ((app: TemplatedApp) => void) | undefined;
}

/**
 * The transport on uWebSockets.js, the fast one.
 * @throws the loader's error where the library has no binary for this machine, and an Error where a TLS file does not load.
 */
export async function uwsTransport(options: UwsTransportOptions = {}): Promise<Transport> {
  return new UwsTransport(await loadUws(), options);
}

export class UwsTransport implements Transport {
  readonly name = "uWebSockets.js";
  readonly #uws: Uws;
  readonly #app: UwsApp;
  readonly #routes = new Routes();
  #listenSocket: us_listen_socket | undefined;

  constructor(uws: Uws, { tls, configure }: UwsTransportOptions) {
    this.#uws = uws;
    this.#app = createApp(uws, tls);
    configure?.(this.#app);
    this.#app.any("/*", (response, request) => this.#answer(response, request));
  }

  route(path: string, endpoint: Endpoint): void {
    this.#routes.addEndpoint(path, endpoint);
    this.#app.ws(path, this.#behaviour(endpoint));
  }

  http(handler: HttpHandler): void {
    this.#routes.addHandler(handler);
  }

  broadcast(group: string, bytes: Uint8Array): void {
    // The library compresses only for those sockets that have agreed to it.
    this.#app.publish(group, bytes, true, bytes.byteLength >= compressFromBytes);
  }

  async listen({ port, host = "0.0.0.0" }: ListenOptions): Promise<{ port: number }> {
    for (let attempt = 1; ; attempt++) {
      // The library only says that it failed, so Node binds the port first to find out why. It also chooses the port:
      // one that the library chose could not be bound again for a minute after its connections have gone.
      const free = await findPort(host, port);
      const listenSocket = await this.#bind(free.address, free.port);
      if (listenSocket) {
        this.#listenSocket = listenSocket;
        return { port: free.port };
      }
      // Somebody else was faster; a chosen port may be chosen again.
      if (port !== 0 || attempt === 3) throw listenError({ code: "EADDRINUSE" }, { host, port: free.port });
    }
  }

  unlisten(): void {
    this.#routes.close();
    if (this.#listenSocket) this.#uws.us_listen_socket_close(this.#listenSocket);
    this.#listenSocket = undefined;
  }

  async close(): Promise<void> {
    this.unlisten();
    this.#app.close();
  }

  #bind(address: string, port: number): Promise<us_listen_socket | false> {
    return new Promise((resolve) => {
      this.#app.listen(address, port, this.#uws.LIBUS_LISTEN_EXCLUSIVE_PORT, resolve);
    });
  }

  #answer(response: UwsResponse, request: UwsRequest): void {
    let isAborted = false;
    response.onAborted(() => {
      isAborted = true;
    });
    const method = request.getMethod().toUpperCase();
    const copied = { method, path: request.getUrl(), query: request.getQuery() ?? "", headers: headersOf(request) };
    void this.#routes.answer(copied).then((answer) => {
      if (!isAborted) respond(response, method, answer);
    });
  }

  #behaviour({ options }: Endpoint): WebSocketBehavior<UserData> {
    return {
      ...settings(this.#uws, options),
      upgrade: (response, request, context) => {
        const upgrade = upgradeRequest(response, request);
        const admission = this.#routes.admit("GET", upgrade);
        if ("status" in admission) {
          respond(response, "GET", admission);
          return;
        }
        response.upgrade<UserData>(
          { opening: { endpoint: admission.endpoint, request: upgrade }, socket: undefined },
          request.getHeader("sec-websocket-key"),
          admission.subprotocol,
          request.getHeader("sec-websocket-extensions"),
          context,
        );
      },
      open: (websocket) => {
        const data = websocket.getUserData();
        if (!data.opening) return;
        const { endpoint, request } = data.opening;
        // Whether the request outlives this is the receiver's choice.
        data.opening = undefined;
        data.socket = new UwsSocket(websocket, options);
        data.socket.attach(endpoint.open(data.socket, request));
      },
      message: (websocket, data, isBinary) => websocket.getUserData().socket?.message(data, isBinary),
      drain: (websocket) => websocket.getUserData().socket?.drain(),
      close: (websocket, code, reason) => websocket.getUserData().socket?.closed(code, Buffer.from(reason).toString()),
    };
  }
}

interface UserData {
  opening: { endpoint: Endpoint; request: UpgradeRequest } | undefined;
  socket: UwsSocket | undefined;
}

function createApp(uws: Uws, tls: TlsOptions | undefined): UwsApp {
  if (!tls) return uws.App() as UwsApp;
  // The library does not say what is wrong with a file.
  readTlsFiles(tls);
  const options = { key_file_name: tls.keyFile, cert_file_name: tls.certFile };
  return uws.SSLApp(tls.passphrase === undefined ? options : { ...options, passphrase: tls.passphrase }) as UwsApp;
}

function settings(uws: Uws, options: EndpointOptions): WebSocketBehavior<UserData> {
  return {
    // Past this the library drops the connection without a word; up to it UwsSocket closes with 1009.
    maxPayloadLength: Math.min(4 * options.maxMessageBytes, 2 ** 31 - 1),
    idleTimeout: Math.min(Math.max(4 * Math.ceil(options.idleTimeoutMs / 4000), 8), 960),
    sendPingsAutomatically: true,
    // No limit: with one, the library loses messages past it. Whoever sends watches `bufferedBytes`.
    maxBackpressure: 0,
    closeOnBackpressureLimit: false,
    compression: options.compression ? uws.SHARED_COMPRESSOR : uws.DISABLED,
  };
}

/** Copies what the library takes back when its handler returns. */
function upgradeRequest(response: UwsResponse, request: UwsRequest): UpgradeRequest {
  const headers = headersOf(request);
  return {
    path: request.getUrl(),
    query: request.getQuery() ?? "",
    headers,
    subprotocols: tokens(headers["sec-websocket-protocol"]),
    remoteAddress: shortestAddress(Buffer.from(response.getRemoteAddressAsText()).toString()),
  };
}

function headersOf(request: UwsRequest): Record<string, string> {
  const pairs: [string, string][] = [];
  request.forEach((name, value) => {
    pairs.push([name, value]);
  });
  return headerRecord(pairs);
}

function respond(response: UwsResponse, method: string, { status, headers, body }: HttpResponse): void {
  response.cork(() => {
    response.writeStatus(`${status} ${STATUS_CODES[status] ?? "Unknown"}`);
    for (const [name, value] of Object.entries(headers)) response.writeHeader(name, value);
    if (status === 204 || status === 304) response.endWithoutBody();
    // The length goes into a header because `endWithoutBody(length)` leaves the response open for the library.
    else if (method === "HEAD") response.writeHeader("content-length", `${Buffer.byteLength(body)}`).endWithoutBody();
    else response.end(body);
  });
}
