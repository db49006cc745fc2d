import { UsageError } from "../usage-error.js";

/**
 * The WebSocket URL that was meant: `http:` and `https:` stand for `ws:` and `wss:`, and without any it is `ws:`.
 *
 * @throws UsageError for what cannot be a server's.
 */
export function serverUrl(text: string): string {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `ws://${text}`;
  let url: URL;
  try {
    url = new URL(whole);
  } catch {
    throw new UsageError(`${text} is no URL of a server. Write it as in ws://localhost:3000/rpc.`);
  }
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(url.protocol)) {
    throw new UsageError(`${text} does not begin with ws:, wss:, http: or https:, one of which a server's URL does.`);
  }
  // RFC 6455 3: a WebSocket URL has no fragment.
  url.hash = "";
  return url.href;
}
