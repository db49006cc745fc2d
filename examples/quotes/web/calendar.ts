import type { Listing, Tick } from "../quotes.client.js";

/**
 * Numbers the months of the endless replay: 0 is the first month of the first round. The rounds are some empty months
 * apart, so that a chart shows where one ends.
 */
export class Calendar {
  readonly #firstMonth: number;
  readonly #monthsPerRound: number;

  constructor(listings: readonly Listing[]) {
    this.#firstMonth = Math.min(...listings.map((listing) => monthOf(listing.first)));
    const lastMonth = Math.max(...listings.map((listing) => monthOf(listing.last)));
    this.#monthsPerRound = lastMonth - this.#firstMonth + 1 + emptyMonths;
  }

  positionOf({ time, round }: Pick<Tick, "time" | "round">): number {
    return (round - 1) * this.#monthsPerRound + monthOf(time) - this.#firstMonth;
  }

  /** Position of the month that begins the round of `position`. */
  roundStart(position: number): number {
    return Math.floor(position / this.#monthsPerRound) * this.#monthsPerRound;
  }

  /** Position of the last month of the round of `position`. */
  roundEnd(position: number): number {
    return this.roundStart(position) + this.#monthsPerRound - emptyMonths - 1;
  }

  /** Start of the month in UTC; `undefined` between two rounds. */
  dateOf(position: number): Date | undefined {
    if (position > this.roundEnd(position)) return undefined;
    return new Date(Date.UTC(epochYear, this.#firstMonth + position - this.roundStart(position)));
  }
}

const emptyMonths = 4;

const epochYear = 1970;

function monthOf(date: Date): number {
  return (date.getUTCFullYear() - epochYear) * 12 + date.getUTCMonth();
}
