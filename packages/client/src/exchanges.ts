import { type ClientFrame, type ErrorFrame, HawserError, kinds, type ResultFrame } from "@hawser/core";
import { type CountLimit, type Exchange, isRequest, type StreamedFrame } from "./exchange.js";
import { IdTable } from "./id-table.js";

/** What one session owes an answer, by the ids of that session. */
export class Exchanges {
  readonly #byId = new IdTable<Exchange>();
  readonly #counts: Record<CountLimit, number> = { maxCallsInFlight: 0, maxStreams: 0 };

  get size(): number {
    return this.#byId.size;
  }

  /** How many of those are in flight that the limit counts. */
  count(limit: CountLimit): number {
    return this.#counts[limit];
  }

  /** @returns its id. */
  add(exchange: Exchange): number {
    if (exchange.countedBy) this.#counts[exchange.countedBy] += 1;
    return this.#byId.add(exchange);
  }

  /**
   * @param bytes what the frame takes on the wire.
   * @throws HawserError `protocol` for an answer to what was not asked, and for what breaks the rules of streams.
   */
  receive(frame: ResultFrame | ErrorFrame | StreamedFrame, bytes: number): void {
    switch (frame[0]) {
      case kinds.result:
        this.#answered(frame[1]).result(frame[2], frame[3]);
        break;
      case kinds.error:
        this.#answered(frame[1]).error(frame);
        break;
      default:
        this.#byId.get(frame[1])?.streamed(frame, bytes);
    }
  }

  /** A frame of ours could not leave. */
  refused(id: number, error: HawserError): void {
    const exchange = this.#byId.get(id);
    if (!exchange) return;
    this.#free(id, exchange);
    exchange.refused(error);
  }

  /** The session is over. */
  lost(error: HawserError, unsent: readonly ClientFrame[] | "all"): void {
    const unsentExchanges = new Set<Exchange | undefined>(unsent === "all" ? this.#byId : []);
    for (const frame of unsent === "all" ? [] : unsent) {
      if (isRequest(frame)) unsentExchanges.add(this.#byId.get(frame[1]));
    }
    for (const exchange of [...this.#byId]) exchange.lost(error, unsentExchanges.has(exchange));
  }

  [Symbol.iterator](): Iterator<Exchange> {
    return this.#byId[Symbol.iterator]();
  }

  #answered(id: number): Exchange {
    const exchange = this.#byId.get(id);
    if (!exchange) throw new HawserError("protocol", `the server answered call ${id}, which is not in flight`);
    this.#free(id, exchange);
    return exchange;
  }

  #free(id: number, exchange: Exchange): void {
    this.#byId.delete(id);
    if (exchange.countedBy) this.#counts[exchange.countedBy] -= 1;
  }
}
