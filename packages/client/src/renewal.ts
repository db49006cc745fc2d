import { type ErrorFrame, fromWire, HawserError } from "@hawser/core";
import type { Exchange } from "./exchange.js";
import { undecodable } from "./undecodable.js";

/** Another auth value, presented on an open session. */
export class Renewal implements Exchange {
  readonly countedBy = undefined;
  readonly #deadlineMs: number;
  readonly #resolve: (outcome: RenewalOutcome) => void;
  /** What the server makes of it; never rejected. */
  readonly outcome: Promise<RenewalOutcome>;

  /** @param deadlineMs a time of the clock. */
  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
    let resolve!: (outcome: RenewalOutcome) => void;
    this.outcome = new Promise((settle) => {
      resolve = settle;
    });
    this.#resolve = resolve;
  }

  result(): void {
    this.#resolve("accepted");
  }

  error([, , code, message, data]: ErrorFrame): void {
    try {
      this.#resolve(new HawserError(code, message ?? "", { data: fromWire(data) ?? undefined }));
    } catch (thrown) {
      this.#resolve(undecodable(thrown, "the answer to an auth value"));
    }
  }

  /** Nothing streams. */
  streamed(): void {}

  refused(error: HawserError): void {
    this.#resolve(error);
  }

  lost(): void {
    this.#resolve("lost");
  }

  closed(reason: HawserError): void {
    this.#resolve(reason);
  }

  expire(nowMs: number): number {
    if (nowMs < this.#deadlineMs) return this.#deadlineMs;
    this.#resolve(new HawserError("timeout", "the server did not answer another auth value in time"));
    return Number.POSITIVE_INFINITY;
  }
}

/** The session that was lost has presented nothing; the next one does so in hello. */
export type RenewalOutcome = "accepted" | "lost" | HawserError;
