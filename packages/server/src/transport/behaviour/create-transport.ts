import type { TlsOptions, Transport } from "../transport.js";

/** Makes a transport that does not listen yet. */
export type CreateTransport = (options: { tls?: TlsOptions }) => Transport | Promise<Transport>;
