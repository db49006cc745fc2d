import { plainResponse } from "./plain-response.js";
import type { HttpResponse } from "./transport.js";

type Headers = Readonly<Record<string, string>>;

/** What is wrong with an opening handshake (RFC 6455 4.2.1), checked here so that every library refuses the same. */
export function handshakeFlaw(method: string, headers: Headers): HttpResponse | undefined {
  if (method !== "GET" || !isUpgrade(headers)) return plainResponse(400, "malformed WebSocket handshake");
  if (headers["sec-websocket-version"] !== "13") {
    return plainResponse(426, "the WebSocket version is 13", { "sec-websocket-version": "13", upgrade: "websocket" });
  }
  // 16 bytes in base64.
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "")) {
    return plainResponse(400, "malformed WebSocket handshake");
  }
  return undefined;
}

/** Whether a request asks for a WebSocket; others may ask for an upgrade to HTTP/2, which may be ignored (RFC 9110 7.8). */
export function isUpgrade(headers: Headers): boolean {
  return tokens(headers.upgrade?.toLowerCase()).includes("websocket");
}

/** The tokens of a comma-separated header, in order. */
export function tokens(header = ""): string[] {
  return header
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "");
}
