import { invalidInput } from "./invalid-input.js";

/**
 * The WebSocket URL that a user meant: `ws:` and `wss:` as they are, `http:` and `https:` mapped to them, and in a page
 * a relative one such as `/rpc` against the page's address.
 *
 * @throws HawserError `invalid_input` naming the URL.
 */
export function webSocketUrl(url: string | URL): string {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  let resolved: URL;
  try {
    resolved = new URL(url, base);
  } catch (cause) {
    throw invalidInput(
      base ? `"${url}" is no URL` : `"${url}" is no URL; outside a page it must be whole, as in ws://localhost:3000/`,
      ["url"],
      cause,
    );
  }
  resolved.protocol = resolved.protocol.replace(/^http/, "ws");
  if (resolved.protocol !== "ws:" && resolved.protocol !== "wss:") {
    throw invalidInput(`"${url}" does not begin with ws:, wss:, http: or https:`, ["url"]);
  }
  // RFC 6455 3: a WebSocket URL has no fragment, and older runtimes refuse one.
  resolved.hash = "";
  return resolved.href;
}
