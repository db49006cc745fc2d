import { assumedLimits, HawserError, type HelloFrame, kinds, toWire, type Wire } from "@hawser/core";
import type { Deadlines } from "./deadlines.js";
import { invalidInput } from "./invalid-input.js";
import type { ConnectionOptions, Settings } from "./options.js";
import type { Session } from "./session.js";
import { trimmed } from "./trimmed.js";

export interface IdentityOptions {
  readonly auth: ConnectionOptions<unknown>["auth"];
  readonly settings: Settings;
  /** Those of the connection's calls: a server has as long to answer another auth value. */
  readonly deadlines: Deadlines;
}

/** What a client presents in every hello. */
export class Identity {
  protected readonly options: IdentityOptions;

  constructor(options: IdentityOptions) {
    this.options = options;
  }

  /** Whether it may become another one. */
  get isRenewable(): boolean {
    return typeof this.options.auth === "function";
  }

  /** @throws HawserError `unauthenticated` where the option `auth` fails. */
  async hello(fingerprint: string): Promise<HelloFrame> {
    const { timeoutMs, streamWindowBytes } = this.options.settings;
    const auth = await this.ask();
    const timeout = timeoutMs === Number.POSITIVE_INFINITY ? null : timeoutMs;
    const window = streamWindowBytes === assumedLimits.streamWindowBytes ? null : streamWindowBytes;
    return trimmed<HelloFrame>([kinds.hello, fingerprint, auth, timeout, window], 2);
  }

  protected async ask(): Promise<Wire> {
    const { auth } = this.options;
    try {
      const value: unknown = await (typeof auth === "function" ? auth() : auth);
      return value === undefined ? null : toWire(value);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new HawserError("unauthenticated", `the option auth failed: ${reason}`, { cause });
    }
  }

  // What only another auth value needs.

  /** @throws HawserError `invalid_input` where the schema declares no `auth`. */
  async refresh(): Promise<void> {
    throw invalidInput("the schema declares no auth");
  }

  async renew(_session: Session): Promise<unknown> {
    return undefined;
  }

  welcomed(_session: Session): void {}
  left(): void {}
  close(_error: HawserError): void {}
}
