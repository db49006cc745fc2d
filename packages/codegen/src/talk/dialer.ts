import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { closeCodes } from "@hawser/core";
import { WebSocket } from "ws";
import type { Headers } from "./headers.js";
import { safeText } from "./safe-text.js";
import type { Server } from "./server.js";
import { TalkError } from "./talk-error.js";

/** Opens sockets to a server, counts their bytes, and remembers why the last one did not open or did not last. */
export class Dialer {
  readonly #url: string;
  readonly #headers: Headers;
  /** Those beneath WebSockets that were opened. */
  readonly #sockets: Socket[] = [];
  #failure: TalkError | undefined;

  constructor({ url, headers }: Pick<Server, "url" | "headers">) {
    this.#url = url;
    this.#headers = headers;
  }

  /** Of all its sockets so far, with what HTTP and WebSocket add and without what TLS does. */
  get traffic(): Traffic {
    const sum = (read: (socket: Socket) => number): number =>
      this.#sockets.reduce((bytes, socket) => bytes + read(socket), 0);
    return { sentBytes: sum((socket) => socket.bytesWritten), receivedBytes: sum((socket) => socket.bytesRead) };
  }

  /** Absent as long as nothing went wrong. */
  get failure(): TalkError | undefined {
    return this.#failure;
  }

  /** An offer of compression would only make what is measured and shown another thing. */
  open(subprotocols: string[]): WebSocket {
    this.#failure = undefined;
    const socket = new WebSocket(this.#url, subprotocols, { perMessageDeflate: false, headers: this.#headers });
    socket.on("upgrade", ({ socket }) => this.#sockets.push(socket));
    // Of several reasons the first is the true one: each of them brings about the next.
    const failed = (failure: TalkError): void => {
      this.#failure ??= failure;
    };
    socket.on("unexpected-response", (request, response) => {
      void bodyOf(response).then((body) => {
        const { statusCode: status = 0, headers } = response;
        failed(refused(this.#url, { status, body, location: headers.location }));
        request.destroy();
        socket.terminate();
      });
    });
    socket.on("error", (error) => failed(unreachable(this.#url, error)));
    socket.on("close", (code, reason) => {
      if (code !== closeCodes.normal) failed(closed(this.#url, code, String(reason)));
    });
    return socket;
  }
}

export interface Traffic {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** As much of the text of an answer as says why. */
async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = "";
  try {
    for await (const chunk of response.setEncoding("utf8")) {
      body += chunk;
      if (body.length > maxBodyLength) break;
    }
  } catch {
    // It was cut short; what came will do.
  }
  return body.slice(0, maxBodyLength).trim();
}

const maxBodyLength = 300;

interface Refusal {
  readonly status: number;
  readonly body: string;
  /** Where the server says that it is instead. */
  readonly location: string | undefined;
}

/** The server answered the upgrade with HTTP. */
function refused(url: string, { status, body, location }: Refusal): TalkError {
  const said = body === "" || body.startsWith("<") ? "" : `: ${body}`;
  const message = `the server answers with HTTP ${status} instead of opening a WebSocket${said}`;
  const { pathname } = new URL(url);
  if (location !== undefined && status >= 300 && status < 400) {
    return new TalkError(url, message, `It sends clients to ${safeText(location)}; name that place instead.`);
  }
  switch (status) {
    case 404:
    case 426:
    case 200:
      return new TalkError(
        url,
        message,
        `Check the path ${pathname}; createServer's option \`path\` says which it is.`,
      );
    case 400:
      return new TalkError(url, message, "Check that a Hawser server of this version listens at this path.");
    case 401:
    case 403:
      return new TalkError(
        url,
        message,
        "Something before the server, or the server itself, lets nobody in here; give it what it wants with --header.",
      );
    case 503:
      return new TalkError(url, message, "Try again when the server has started.");
    default:
      return new TalkError(url, message, "Check host, port and path.");
  }
}

/** There was no connection, or it broke. */
function unreachable(url: string, error: NodeJS.ErrnoException): TalkError {
  const { host, hostname } = new URL(url);
  switch (error.code) {
    case "ECONNREFUSED":
      return new TalkError(url, `nothing listens at ${host}`, "Start the server, or check host and port.");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new TalkError(url, `there is no host ${hostname}`, "Check the host's name and the network.");
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new TalkError(url, `${host} cannot be reached (${error.code})`, "Check host, port and the network.");
    case "ECONNRESET":
    case "EPROTO":
    case "HPE_INVALID_CONSTANT":
      return new TalkError(
        url,
        `${host} does not speak WebSocket here (${error.code})`,
        url.startsWith("wss:") ? "Try ws: where the server has no TLS." : "Try wss: where the server has TLS.",
      );
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return new TalkError(
        url,
        `the certificate of ${host} is of nobody whom this machine trusts`,
        "Name its authority with NODE_EXTRA_CA_CERTS=ca.pem.",
      );
    default:
      return new TalkError(url, error.message, "Check host, port and path.");
  }
}

/** The server ended the connection, or somebody did between. */
function closed(url: string, code: number, reason: string): TalkError {
  const said = reason === "" ? "" : `: ${reason}`;
  switch (code) {
    case closeCodes.unauthenticated:
    case closeCodes.authExpired:
      return new TalkError(
        url,
        `unauthenticated${said}`,
        "Give an auth value that the server accepts with --auth or HAWSER_AUTH.",
      );
    case closeCodes.goingAway:
      return new TalkError(url, `the server is going away${said}`, "Try again when it has started.");
    case closeCodes.internal:
      return new TalkError(url, `internal${said}`, "Look into the server's log; its onError has the cause.");
    default:
      return new TalkError(url, `the connection ended with close code ${code}${said}`);
  }
}
