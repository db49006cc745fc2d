import { defaultLimits, HawserError, type HelloFrame, kinds, toWire, type Wire } from "@hawser/core";
import type { Deadlines } from "./deadlines.js";
import type { ConnectionOptions, Settings } from "./options.js";
import { Renewal, type RenewalOutcome } from "./renewal.js";
import type { Session } from "./session.js";
import { trimmed } from "./trimmed.js";

export interface IdentityOptions {
  readonly auth: ConnectionOptions<unknown>["auth"];
  readonly settings: Settings;
  /** Those of the connection's calls: a server has as long to answer another auth value. */
  readonly deadlines: Deadlines;
}

/** What a client presents: in every hello, and anew on sessions that are open. */
export class Identity {
  readonly #options: IdentityOptions;
  /** The open session that takes new calls. */
  #session: Session | undefined;
  #waiting: Waiting[] = [];
  #end: HawserError | undefined;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  /** Whether it may become another one. */
  get isRenewable(): boolean {
    return typeof this.#options.auth === "function";
  }

  /** @throws HawserError `unauthenticated` where the option `auth` fails. */
  async hello(fingerprint: string): Promise<HelloFrame> {
    const { timeoutMs, streamWindowBytes } = this.#options.settings;
    for (const waiting of this.#waiting) waiting.isInHello = true;
    const auth = await this.#ask();
    const timeout = timeoutMs === Number.POSITIVE_INFINITY ? null : timeoutMs;
    const window = streamWindowBytes === defaultLimits.streamWindowBytes ? null : streamWindowBytes;
    return trimmed<HelloFrame>([kinds.hello, fingerprint, auth, timeout, window], 2);
  }

  /**
   * Presents itself anew, on the session or with the next hello.
   *
   * @throws HawserError `unauthenticated` where the option `auth` fails or the server refuses; `timeout`; `closed`.
   */
  async refresh(): Promise<void> {
    for (;;) {
      if (this.#end) throw this.#end;
      if (!this.#session && (await this.#welcome())) return;
      const outcome = this.#session ? await this.renew(this.#session) : "lost";
      if (outcome === "accepted") return;
      if (outcome !== "lost") throw outcome;
    }
  }

  /** @throws HawserError `unauthenticated` where the option `auth` fails. */
  async renew(session: Session): Promise<RenewalOutcome> {
    const auth = await this.#ask();
    if (!session.isOpen) return "lost";
    const { deadlines, settings } = this.#options;
    const renewal = new Renewal(deadlines.add(settings.timeoutMs));
    session.push([kinds.auth, session.exchanges.add(renewal), auth]);
    return renewal.outcome;
  }

  welcomed(session: Session): void {
    this.#session = session;
    for (const { resolve, isInHello } of this.#waiting.splice(0)) resolve(isInHello);
  }

  /** The session takes no new calls, or is over. */
  left(): void {
    this.#session = undefined;
    for (const waiting of this.#waiting) waiting.isInHello = false;
  }

  close(error: HawserError): void {
    this.#end = error;
    this.#session = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** @returns whether the hello before the welcome presents what was asked for afterwards. */
  #welcome(): Promise<boolean> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, isInHello: false }));
  }

  async #ask(): Promise<Wire> {
    const { auth } = this.#options;
    try {
      const value: unknown = await (typeof auth === "function" ? auth() : auth);
      return value === undefined ? null : toWire(value);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new HawserError("unauthenticated", `the option auth failed: ${reason}`, { cause });
    }
  }
}

/** A refresh that waits for a welcome. */
interface Waiting {
  resolve(isInHello: boolean): void;
  reject(error: HawserError): void;
  /** The hello before that welcome was made after the refresh was asked for. */
  isInHello: boolean;
}
