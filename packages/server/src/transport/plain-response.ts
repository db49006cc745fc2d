import type { HttpResponse } from "./transport.js";

/** A refusal in a few words for whoever looks at the response by hand. */
export function plainResponse(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}
