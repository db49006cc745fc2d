import { onTestFinished } from "vitest";
import type { Endpoint, HttpHandler, TlsOptions, Transport } from "../transport.js";
import type { CreateTransport } from "./create-transport.js";

export interface ServeOptions {
  endpoints?: Record<string, Endpoint>;
  http?: HttpHandler[];
  tls?: TlsOptions;
  port?: number;
}

/** Starts a transport on 127.0.0.1 for the rest of the test. */
export async function serve(
  create: CreateTransport,
  options: ServeOptions,
): Promise<{ transport: Transport; port: number }> {
  const transport = await create(options.tls ? { tls: options.tls } : {});
  onTestFinished(() => transport.close());
  for (const [path, endpoint] of Object.entries(options.endpoints ?? {})) transport.route(path, endpoint);
  for (const handler of options.http ?? []) transport.http(handler);
  const { port } = await transport.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  return { transport, port };
}
