import { type HawserError, type HelloFrame, kinds } from "@hawser/core";
import { Identity } from "./identity.js";
import { Renewal, type RenewalOutcome } from "./renewal.js";
import type { Session } from "./session.js";

/** What a client presents: in every hello, and anew on sessions that are open. */
export class RenewableIdentity extends Identity {
  /** The open session that takes new calls. */
  #session: Session | undefined;
  #waiting: Waiting[] = [];
  #end: HawserError | undefined;

  override hello(fingerprint: string): Promise<HelloFrame> {
    for (const waiting of this.#waiting) waiting.isInHello = true;
    return super.hello(fingerprint);
  }

  /**
   * Presents itself anew, on the session or with the next hello.
   *
   * @throws HawserError `unauthenticated` where the option `auth` fails or the server refuses; `timeout`; `closed`.
   */
  override async refresh(): Promise<void> {
    for (;;) {
      if (this.#end) throw this.#end;
      if (!this.#session && (await this.#welcome())) return;
      const outcome = this.#session ? await this.renew(this.#session) : "lost";
      if (outcome === "accepted") return;
      if (outcome !== "lost") throw outcome;
    }
  }

  /** @throws HawserError `unauthenticated` where the option `auth` fails. */
  override async renew(session: Session): Promise<RenewalOutcome> {
    const auth = await this.ask();
    if (!session.isOpen) return "lost";
    const { deadlines, settings } = this.options;
    const renewal = new Renewal(deadlines.add(settings.timeoutMs));
    session.push([kinds.auth, session.exchanges.add(renewal), auth]);
    return renewal.outcome;
  }

  override welcomed(session: Session): void {
    this.#session = session;
    for (const { resolve, isInHello } of this.#waiting.splice(0)) resolve(isInHello);
  }

  /** The session takes no new calls, or is over. */
  override left(): void {
    this.#session = undefined;
    for (const waiting of this.#waiting) waiting.isInHello = false;
  }

  override close(error: HawserError): void {
    this.#end = error;
    this.#session = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** @returns whether the hello before the welcome presents what was asked for afterwards. */
  #welcome(): Promise<boolean> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, isInHello: false }));
  }
}

/** A refresh that waits for a welcome. */
interface Waiting {
  resolve(isInHello: boolean): void;
  reject(error: HawserError): void;
  /** The hello before that welcome was made after the refresh was asked for. */
  isInHello: boolean;
}
