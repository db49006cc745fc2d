import type { Quake } from "../quotes.client.js";
import { element } from "./element.js";
import { formatMagnitude, formatMinute } from "./formats.js";
import { magnitudeClass } from "./magnitude.js";

/** The newest earthquakes in words, the newest first. */
export class QuakeList {
  readonly #container: HTMLElement;
  readonly #rows = new Map<string, HTMLElement>();

  constructor(container: HTMLElement) {
    this.#container = container;
  }

  draw(quakes: readonly Quake[]): void {
    const newest = quakes.slice(-shownQuakes).reverse();
    const ids = new Set(newest.map((quake) => quake.id));
    for (const [id, row] of this.#rows) if (!ids.has(id)) this.#remove(id, row);
    for (const [index, quake] of newest.entries()) if (!this.#rows.has(quake.id)) this.#insert(quake, index);
  }

  #remove(id: string, row: HTMLElement): void {
    this.#rows.delete(id);
    row.remove();
  }

  /** The rows that are there already stay in place: one that is put there again would enter again. */
  #insert(quake: Quake, index: number): void {
    const row = rowOf(quake);
    this.#rows.set(quake.id, row);
    this.#container.insertBefore(row, this.#container.children[index] ?? null);
  }
}

/** The panel cuts off what has no room. */
const shownQuakes = 12;

function rowOf({ magnitude, place, time }: Quake): HTMLElement {
  const badge = element("span", "quake-magnitude", formatMagnitude(magnitude));
  badge.dataset.class = String(magnitudeClass(magnitude));
  const when = element("time", "quake-time", formatMinute(time));
  when.dateTime = time.toISOString();
  return element("li", "quake-row", badge, element("span", "quake-place", place), when);
}
