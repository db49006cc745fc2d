import { createRequire } from "node:module";

/** TSRPC declares its types for `require` only. */
type Tsrpc = typeof import("tsrpc", { with: { "resolution-mode": "require" }});

export type { ApiReturn, ServiceProto };

type ApiReturn<T> = import("tsrpc", { with: { "resolution-mode": "require" }}).ApiReturn<T>;
type ServiceProto<T extends Shape> = import("tsrpc", { with: { "resolution-mode": "require" }}).ServiceProto<T>;
type Shape = import("tsrpc", { with: { "resolution-mode": "require" }}).BaseServiceType;

export const { WsClient, WsServer }: Tsrpc = createRequire(import.meta.url)("tsrpc");
