import { createHash } from "node:crypto";
import type { HttpHandler, HttpResponse } from "@hawser/server";
import { Nick } from "./chat.schema.js";
import type { Nicks } from "./nicks.js";
import type { Tokens } from "./tokens.js";

export interface TokenHandlerOptions {
  /** URL path that it answers. */
  readonly path: string;
  readonly nicks: Nicks;
  readonly tokens: Tokens;
}

/**
 * Answers `POST token?nick=Ada` with a token for the guest whose secret stands in the header `authorization: Bearer ...`.
 * The token has the nickname unless somebody else has taken it.
 */
export function tokenHandler({ path, nicks, tokens }: TokenHandlerOptions): HttpHandler {
  return (request) => {
    if (request.method !== "POST" || request.path !== path) return undefined;
    const [, secret] = /^Bearer (\S{16,64})$/.exec(request.headers.authorization ?? "") ?? [];
    if (secret === undefined) return answer(401, { problem: "show your secret: authorization: Bearer ..." });
    const id = createHash("sha256").update(secret).digest("base64url");
    const { data: wish } = Nick.safeParse(new URLSearchParams(request.query).get("nick"));
    const nick = wish !== undefined && nicks.claim(wish, id) ? wish : undefined;
    return answer(200, { token: tokens.sign({ id, nick }), nick });
  };
}

function answer(status: number, body: object): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}
