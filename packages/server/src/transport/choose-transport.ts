import type { TlsOptions, Transport } from "./transport.js";
import { loadFailure, loadUws, type Uws } from "./uws-library.js";
import { UwsTransport } from "./uws-transport.js";
import { wsTransport } from "./ws-transport.js";

export interface ChooseTransportOptions {
  /** Absent: plain TCP. */
  tls?: TlsOptions | undefined;
  /** Is told in one line why uWebSockets.js is not used. @default prints to standard error */
  notice?: (line: string) => void;
  /** Loads uWebSockets.js. @default its import */
  load?: () => Promise<Uws>;
}

/**
 * uWebSockets.js where its binary loads, else `ws` with a notice.
 * @throws an Error where a TLS file does not load.
 */
export async function chooseTransport(options: ChooseTransportOptions = {}): Promise<Transport> {
  const { tls, notice = console.warn, load = loadUws } = options;
  let uws: Uws;
  try {
    uws = await load();
  } catch (error) {
    notice(`hawser: ${loadFailure(error)}; using ws instead`);
    return wsTransport({ tls });
  }
  return new UwsTransport(uws, { tls });
}
