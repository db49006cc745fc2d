import { type ErrorFrame, fromWire, HawserError } from "@hawser/core";
import type { Exchange } from "./exchange.js";
import { undecodable } from "./undecodable.js";

/** What became of an update: the error with which it failed, and whether the server refused it. */
export interface UpdateOutcome {
  readonly error?: HawserError;
  readonly isRefused: boolean;
}

/** What a member tells of itself from now on, until the server has answered. */
export class MemberUpdate implements Exchange {
  readonly countedBy = "maxCallsInFlight";
  readonly #deadlineMs: number;
  readonly #settle: (outcome: UpdateOutcome) => void;

  /**
   * @param deadlineMs a time of the clock.
   * @param settle only the first call counts.
   */
  constructor(deadlineMs: number, settle: (outcome: UpdateOutcome) => void) {
    this.#deadlineMs = deadlineMs;
    this.#settle = settle;
  }

  result(): void {
    this.#settle({ isRefused: false });
  }

  error([, , code, message, data]: ErrorFrame): void {
    try {
      this.#settle({
        error: new HawserError(code, message ?? "", { data: fromWire(data) ?? undefined }),
        isRefused: true,
      });
    } catch (thrown) {
      this.#settle({ error: undecodable(thrown, "the answer to a member's update"), isRefused: true });
    }
  }

  /** Nothing streams. */
  streamed(): void {}

  refused(error: HawserError): void {
    this.#settle({ error, isRefused: true });
  }

  lost(error: HawserError): void {
    this.#settle({ error: new HawserError("connection_lost", error.detail, { cause: error }), isRefused: false });
  }

  closed(reason: HawserError): void {
    this.#settle({ error: reason, isRefused: false });
  }

  expire(nowMs: number): number {
    if (nowMs < this.#deadlineMs) return this.#deadlineMs;
    const error = new HawserError("timeout", "the server did not answer a member's update in time");
    this.#settle({ error, isRefused: false });
    return Number.POSITIVE_INFINITY;
  }
}
