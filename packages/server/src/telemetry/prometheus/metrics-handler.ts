import { type Registry, register } from "prom-client";
import { plainResponse } from "../../transport/plain-response.js";
import type { HttpHandler } from "../../transport/transport.js";

export interface MetricsHandlerOptions {
  /** What is served. @default prom-client's global registry */
  readonly registry?: Registry;
  /** The URL path of the page. @default "/metrics" */
  readonly path?: string;
}

/**
 * Answers GET and HEAD of one path with the registry's metrics in the format that Prometheus reads, and 500 where a metric
 * cannot be collected. Whoever reaches the port can read them.
 */
export function metricsHandler(options: MetricsHandlerOptions = {}): HttpHandler {
  const { registry = register, path = "/metrics" } = options;
  return async (request) => {
    if (request.path !== path) return undefined;
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    try {
      const body = await registry.metrics();
      return { status: 200, headers: { "content-type": registry.contentType, "cache-control": "no-store" }, body };
    } catch {
      // A collector of the application's own; what it threw is not for whoever asks.
      return plainResponse(500, "a metric could not be collected");
    }
  };
}
