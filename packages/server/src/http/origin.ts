import { schemaError } from "@hawser/core";

/**
 * Which pages may connect: `"same"` for those that this host served, `"any"`, or a list of exact origins
 * (`https://app.example.com`, `http://localhost:5173`) and of wildcards for one level of subdomains
 * (`https://*.example.com`; without a scheme, `*.example.com`, it is `https:`).
 */
export type AllowedOrigins = readonly string[] | "any" | "same";

/**
 * Whether the sender of an upgrade request may connect. Browsers state the page's origin and let any page open a
 * WebSocket to any host, so this is what keeps a foreign page from using a visitor's cookies or network (RFC 6455 10.2).
 * It is no authentication: other programs may claim any origin.
 *
 * @param origin the Origin header; `undefined` where there is none, which no browser does, so it always passes.
 * @param host the Host header, for `"same"`: host and port must equal the origin's, the scheme may differ, because a
 * proxy in front may speak TLS. A page that rebinds a name of its own to this address passes; a list stops it.
 */
export function originAllowed(origin: string | undefined, allowed: AllowedOrigins, host: string | undefined): boolean {
  if (origin === undefined || allowed === "any") return true;
  const sender = parseOrigin(origin);
  if (!sender) return false;
  if (allowed === "same") return host !== undefined && parseOrigin(`${sender.protocol}//${host}`)?.host === sender.host;
  return allowed.some((entry) => matches(entry, sender));
}

/**
 * Checks a list at start-up.
 * @throws HawserError `invalid_schema` that names the first entry which could never match.
 */
export function checkOrigins(allowed: AllowedOrigins): void {
  if (typeof allowed === "string") return;
  for (const entry of allowed) {
    if (!parseOrigin(withScheme(entry).replace("://*.", "://wildcard."))) {
      throw schemaError(
        "origins",
        `"${entry}" is no origin: write "https://example.com", with a port where it is not the default, or "*.example.com"`,
      );
    }
  }
}

function matches(entry: string, sender: URL): boolean {
  const pattern = withScheme(entry).toLowerCase();
  const marker = "://*.";
  if (!pattern.includes(marker)) return parseOrigin(pattern)?.origin === sender.origin;
  // The sender's first label takes the place of the star, so that a star stands for exactly one.
  const [label, ...parents] = sender.hostname.split(".");
  return parents.length > 0 && parseOrigin(pattern.replace(marker, `://${label}.`))?.origin === sender.origin;
}

function withScheme(entry: string): string {
  return entry.startsWith("*.") ? `https://${entry}` : entry;
}

/** A web origin and nothing else: no path, no user, and not the `null` of sandboxed pages and files. */
function parseOrigin(text: string): URL | undefined {
  if (!/^https?:\/\/[^./?#@*\\\s][^/?#@*\\\s]*$/i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}
