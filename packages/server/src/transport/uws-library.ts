import type {
  App,
  HttpRequest,
  HttpResponse,
  RecognizedString,
  SSLApp,
  TemplatedApp,
  us_listen_socket,
  us_listen_socket_close,
  WebSocket,
  WebSocketBehavior,
} from "uWebSockets.js";

/**
 * Loads uWebSockets.js, of which there is no binary for some machines.
 * @throws the loader's error where its binary is missing or does not load.
 */
export async function loadUws(): Promise<Uws> {
  const library: unknown = await import("uWebSockets.js");
  return library as Uws;
}

/** Says in a few words why {@link loadUws} failed. */
export function loadFailure(error: unknown): string {
  const { code, message } = (error instanceof Error ? error : new Error(String(error))) as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND") return "uWebSockets.js is not installed";
  // There is one file per runtime; the package wraps the error of a missing one in prose of its own.
  if (/cannot find module/i.test(message)) return `uWebSockets.js has no binary for ${runtime()}`;
  const detail = message.split("\n").findLast((line) => line.trim() !== "");
  return `uWebSockets.js does not load on ${runtime()} (${detail})`;
}

function runtime(): string {
  return `node ${process.versions.node.split(".")[0]} on ${process.platform}-${process.arch}`;
}

/** The part of uWebSockets.js that is used here. Its declarations lack the constants, and one form of `listen`. */
export interface Uws {
  readonly App: typeof App;
  readonly SSLApp: typeof SSLApp;
  readonly us_listen_socket_close: typeof us_listen_socket_close;
  readonly LIBUS_LISTEN_EXCLUSIVE_PORT: number;
  readonly DISABLED: number;
  readonly SHARED_COMPRESSOR: number;
}

export interface UwsApp extends TemplatedApp {
  listen: TemplatedApp["listen"] & ListenOnHost;
}

type ListenOnHost = (
  host: RecognizedString,
  port: number,
  options: number,
  listening: (listenSocket: us_listen_socket | false) => void,
) => TemplatedApp;

export type { HttpRequest, HttpResponse, TemplatedApp, us_listen_socket, WebSocket, WebSocketBehavior };
