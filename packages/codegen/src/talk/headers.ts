import { validateHeaderName, validateHeaderValue } from "node:http";
import { UsageError } from "../usage-error.js";

export type Headers = Readonly<Record<string, string>>;

/**
 * The HTTP headers of lines such as `Cookie: a=b`; of the same name the last counts.
 *
 * @throws UsageError for what is none.
 */
export function headersOf(lines: readonly string[]): Headers {
  return Object.fromEntries(lines.map(headerOf));
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(":");
  const [name, value] = [line.slice(0, Math.max(colon, 0)).trim(), line.slice(colon + 1).trim()];
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new UsageError(`--header ${JSON.stringify(line)}: expected a header of HTTP, as in 'Cookie: a=b'.`);
  }
  return [name.toLowerCase(), value];
}
