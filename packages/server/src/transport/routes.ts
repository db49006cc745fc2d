import { validateHeaderName, validateHeaderValue } from "node:http";
import { handshakeFlaw, isUpgrade } from "./handshake.js";
import { plainResponse } from "./plain-response.js";
import type { Endpoint, HttpHandler, HttpRequest, HttpResponse, UpgradeRequest } from "./transport.js";

/** What a transport serves, whatever its library: endpoints by path, then HTTP handlers in their order. */
export class Routes {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #handlers: HttpHandler[] = [];
  #isClosed = false;

  addEndpoint(path: string, endpoint: Endpoint): void {
    // uWebSockets.js reads ":" and "*" as patterns; a path with them would mean something else on each library.
    if (!/^\/[^:*?#]*$/.test(path))
      throw new Error(`"${path}" is no endpoint path: it starts with "/" and holds none of : * ? #`);
    if (this.#endpoints.has(path)) throw new Error(`the path "${path}" is served by another endpoint already`);
    this.#endpoints.set(path, endpoint);
  }

  addHandler(handler: HttpHandler): void {
    this.#handlers.push(handler);
  }

  /** From now on everything is refused with 503: connections that were kept alive may still carry requests. */
  close(): void {
    this.#isClosed = true;
  }

  get endpoints(): Iterable<Endpoint> {
    return this.#endpoints.values();
  }

  /** Decides over a request for a WebSocket: the endpoint that admits it, or the refusal. */
  admit(method: string, request: UpgradeRequest): Admission | HttpResponse {
    if (this.#isClosed) return plainResponse(503, "shutting down");
    const endpoint = this.#endpoints.get(request.path);
    if (!endpoint) return plainResponse(404, "not found");
    const flaw = handshakeFlaw(method, request.headers);
    if (flaw) return flaw;
    try {
      const decision = endpoint.upgrade(request);
      if ("status" in decision) return checked(plainResponse(decision.status, decision.body));
      return { endpoint, subprotocol: decision.subprotocol };
    } catch (error) {
      return failure(error);
    }
  }

  /** Answers a plain HTTP request; never rejects. */
  async answer(request: HttpRequest): Promise<HttpResponse> {
    if (this.#isClosed) return plainResponse(503, "shutting down");
    const isEndpoint = this.#endpoints.has(request.path);
    if (isUpgrade(request.headers)) {
      return isEndpoint ? plainResponse(400, "malformed WebSocket handshake") : plainResponse(404, "not found");
    }
    try {
      for (const handler of this.#handlers) {
        const response = await handler(request);
        if (response) return checked(response);
      }
    } catch (error) {
      return failure(error);
    }
    return isEndpoint
      ? plainResponse(426, "a WebSocket endpoint", { upgrade: "websocket" })
      : plainResponse(404, "not found");
  }
}

/** An endpoint that takes a connection, and the subprotocol that it confirms. */
export interface Admission {
  readonly endpoint: Endpoint;
  readonly subprotocol: string;
}

/**
 * Checked here because one library throws at what HTTP does not allow when nobody catches it, and the other sends it.
 * @throws an Error that says what is wrong with a handler's answer.
 */
function checked(response: HttpResponse): HttpResponse {
  const { status, headers, body } = response;
  // Below 200 an answer is not the last one (RFC 9110 15.2).
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new Error(`an HTTP handler answered with the status ${status}, which is none from 200 to 599`);
  }
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (typeof value !== "string") throw new Error(`an HTTP handler answered with a header ${name} that is no string`);
  }
  if (typeof body !== "string" && !((body as unknown) instanceof Uint8Array)) {
    throw new Error("an HTTP handler answered with a body that is neither text nor bytes");
  }
  return response;
}

function failure(error: unknown): HttpResponse {
  process.emitWarning(error instanceof Error ? error : String(error));
  return plainResponse(500, "internal error");
}
