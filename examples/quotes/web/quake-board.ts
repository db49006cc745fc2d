import type { Gap } from "@hawser/client";
import type { Quotes } from "../quotes.client.js";
import { byId } from "./element.js";
import { formatMinute } from "./formats.js";
import { QuakeFeed } from "./quake-feed.js";
import { QuakeList } from "./quake-list.js";
import { QuakeMap, type World } from "./quake-map.js";

export interface QuakeBoardOptions {
  readonly onEvent: () => void;
  readonly onGap: (gap: Gap) => void;
}

/** The map, the list and the slider that says which earthquakes are to be seen. */
export function showQuakes(live: Quotes, world: World, options: QuakeBoardOptions): void {
  const map = new QuakeMap(byId("quake-map", HTMLElement), world);
  const list = new QuakeList(byId("quake-list", HTMLElement));
  const feed = new QuakeFeed(live, {
    ...options,
    onQuake: (quake) => map.strike(quake),
    onChange(quakes) {
      map.draw(quakes);
      list.draw(quakes);
      const last = quakes.at(-1);
      byId("quake-clock", HTMLElement).textContent = last ? formatMinute(last.time) : "\u2013";
      byId("quake-count", HTMLElement).textContent = String(quakes.length);
    },
  });
  const slider = byId("min-magnitude", HTMLInputElement);
  const follow = () => {
    byId("min-magnitude-value", HTMLOutputElement).value = slider.valueAsNumber.toFixed(1);
    feed.show(slider.valueAsNumber);
  };
  slider.addEventListener("input", follow);
  follow();
}
