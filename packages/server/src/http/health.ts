import { plainResponse } from "../transport/plain-response.js";
import type { HttpHandler, HttpResponse } from "../transport/transport.js";

/** Answers what orchestrators ask: `/healthz` whether the process serves at all, `/readyz` whether it takes connections. */
export function healthHandler(isReady: () => boolean): HttpHandler {
  return ({ method, path }) => {
    if (method !== "GET" && method !== "HEAD") return undefined;
    if (path === "/healthz") return plain(200, "ok");
    if (path === "/readyz") return isReady() ? plain(200, "ready") : plain(503, "draining");
    return undefined;
  };
}

function plain(status: number, body: string): HttpResponse {
  return plainResponse(status, body, { "cache-control": "no-store" });
}
