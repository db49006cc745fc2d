import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Signs who a guest is, for a short while: a server that has the key can tell it from the token alone. */
export class Tokens {
  readonly #lifeMs: number;
  readonly #key: string;
  readonly #now: () => number;

  /** @param options.now milliseconds; for tests. */
  constructor(options: TokenOptions & { now?: () => number } = {}) {
    this.#lifeMs = options.lifeMs ?? 60_000;
    this.#key = options.key ?? randomBytes(32).toString("hex");
    this.#now = options.now ?? Date.now;
  }

  sign({ id, nick }: Omit<Guest, "expiresAt">): string {
    const claims: Claims = { id, nick, expiresAtMs: this.#now() + this.#lifeMs };
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    return `${body}.${this.#signatureOf(body).toString("base64url")}`;
  }

  /** @returns `undefined` where the token has expired, or was not signed with this key. */
  verify(token: string): Guest | undefined {
    const [body = "", signature = ""] = token.split(".");
    const given = Buffer.from(signature, "base64url");
    const due = this.#signatureOf(body);
    if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined;
    const { id, nick, expiresAtMs } = Claims.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
    return expiresAtMs > this.#now() ? { id, nick, expiresAt: new Date(expiresAtMs) } : undefined;
  }

  #signatureOf(body: string): Buffer {
    return createHmac("sha256", this.#key).update(body).digest();
  }
}

export interface TokenOptions {
  /** Milliseconds for which a token is good. @default 60_000 */
  lifeMs?: number | undefined;
  /** What tokens are signed with. Servers that take each other's place share one. Absent: a random key. */
  key?: string | undefined;
}

/** Who is at the other end of a connection, as their token says. */
export interface Guest {
  readonly id: string;
  /** `undefined` until they have entered. */
  readonly nick: string | undefined;
  readonly expiresAt: Date;
}

const Claims = z.object({ id: z.string(), nick: z.string().optional(), expiresAtMs: z.number() });
type Claims = z.output<typeof Claims>;
