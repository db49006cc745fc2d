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
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
    this.#container.replaceChildren(...newest.map((quake) => this.#rowOf(quake)));
  }

  /** A row that is there already stays the same, and its entrance is not shown again. */
  #rowOf(quake: Quake): HTMLElement {
    const known = this.#rows.get(quake.id);
    if (known) return known;
    const magnitude = element("span", "quake-magnitude", formatMagnitude(quake.magnitude));
    magnitude.dataset.class = String(magnitudeClass(quake.magnitude));
    const time = element("time", "quake-time", formatMinute(quake.time));
    time.dateTime = quake.time.toISOString();
    const row = element("li", "quake-row", magnitude, element("span", "quake-place", quake.place), time);
    this.#rows.set(quake.id, row);
    return row;
  }
}

/** The panel cuts off what has no room. */
const shownQuakes = 12;
