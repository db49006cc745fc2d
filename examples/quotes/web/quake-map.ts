import * as Plot from "@observablehq/plot";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Quake } from "../quotes.client.js";
import { formatMagnitude } from "./formats.js";
import { magnitudeClass, radiusOf } from "./magnitude.js";
import { ageOf } from "./quake-feed.js";

export type World = Topology<{ land: GeometryCollection; countries: GeometryCollection }>;

/** A map of the world with the earthquakes of a day, which fade as they age. */
export class QuakeMap {
  readonly #container: HTMLElement;
  readonly #world: World;
  #quakes: readonly Quake[] = [];
  #waves: readonly Wave[] = [];

  constructor(container: HTMLElement, world: World) {
    this.#container = container;
    this.#world = world;
    new ResizeObserver(() => this.#drawAll()).observe(container);
  }

  /** Lets a wave go out from an earthquake in the next drawings. */
  strike(quake: Quake): void {
    this.#waves = [...this.#waves, { quake, startMs: performance.now() }];
  }

  draw(quakes: readonly Quake[]): void {
    this.#quakes = quakes;
    this.#container.lastElementChild?.replaceWith(this.#drawQuakes());
  }

  #drawAll(): void {
    this.#container.replaceChildren(this.#drawWorld(), this.#drawQuakes());
  }

  #drawWorld(): Element {
    const { land, countries } = this.#world.objects;
    const map = Plot.plot({
      ...this.#frame(),
      marks: [
        Plot.sphere({ fill: "var(--sea)" }),
        Plot.graticule({ stroke: "var(--grid)", strokeOpacity: 1 }),
        Plot.geo(feature(this.#world, land), { fill: "var(--land)" }),
        Plot.geo(
          mesh(this.#world, countries, (a, b) => a !== b),
          { stroke: "var(--border)", strokeWidth: 0.5 },
        ),
      ],
    });
    map.ariaHidden = "true";
    return map;
  }

  #drawQuakes(): Element {
    const nowMs = performance.now();
    this.#waves = this.#waves.filter(({ startMs }) => nowMs - startMs < waveMs);
    const frame = this.#frame();
    const strongest = strongestOf(this.#quakes);
    const map = Plot.plot({
      ...frame,
      r: { type: "identity" },
      opacity: { type: "identity" },
      ariaLabel: `Map of the world with ${this.#quakes.length} earthquakes of the last day`,
      marks: [
        discs(this.#quakes, frame.width),
        rings(this.#waves, frame.width),
        strongest && label(strongest, frame.width),
      ],
    });
    // A wave that began in an earlier drawing goes on in this one.
    for (const [index, circle] of map.querySelectorAll<SVGCircleElement>(".wave circle").entries()) {
      circle.style.animationDelay = `${(this.#waves[index]?.startMs ?? nowMs) - nowMs}ms`;
    }
    return map;
  }

  /** What both drawings share, so that they lie exactly on each other. */
  #frame() {
    const { clientWidth, clientHeight } = this.#container;
    const width = Math.max(1, Math.floor(Math.min(clientWidth, clientHeight * widthPerHeight)));
    return {
      className: "plot",
      width,
      height: Math.max(1, Math.floor(width / widthPerHeight)),
      margin: 0,
      // The ring of fire around the Pacific stays whole; the edge runs through the Atlantic.
      projection: { type: "equal-earth", rotate: [-centreLongitude, 0], domain: shownPart, inset: 1 },
    } satisfies Plot.PlotOptions;
  }
}

interface Wave {
  readonly quake: Quake;
  readonly startMs: number;
}

const centreLongitude = 150;

/** From edge to edge, without most of Antarctica. */
const shownPart = {
  type: "MultiPoint",
  coordinates: [
    [centreLongitude - 179.9, 0],
    [centreLongitude + 179.9, 0],
    [centreLongitude, 90],
    [centreLongitude, -70],
  ],
} as const;

/** Of that part in the equal-earth projection. */
const widthPerHeight = 2.14;

/** How long a wave is to be seen, as in the style sheet. */
const waveMs = 2_400;

const place = { x: "longitude", y: "latitude", sort: null } as const;

const colourOf = ({ magnitude }: Quake) => `var(--quake-${magnitudeClass(magnitude)})`;

function discs(quakes: readonly Quake[], mapWidthPx: number): Plot.Markish {
  const last = quakes.at(-1);
  return Plot.dot(quakes, {
    ...place,
    className: "quake",
    r: ({ magnitude }: Quake) => radiusOf(magnitude, mapWidthPx),
    fill: colourOf,
    fillOpacity: (quake: Quake) => (last ? 0.1 + 0.8 * (1 - ageOf(quake, last)) ** 1.5 : 0),
    title: ({ magnitude, place }: Quake) => `Magnitude ${formatMagnitude(magnitude)}, ${place}`,
  });
}

/** What the waves look like; the style sheet moves them. */
function rings(waves: readonly Wave[], mapWidthPx: number): Plot.Markish {
  return Plot.dot(
    waves.map(({ quake }) => quake),
    {
      ...place,
      className: "wave",
      r: ({ magnitude }: Quake) => 2 * radiusOf(magnitude, mapWidthPx) + 6,
      stroke: colourOf,
      strokeWidth: 1.5,
    },
  );
}

function label(quake: Quake, mapWidthPx: number): Plot.Markish {
  return Plot.text([quake], {
    ...place,
    text: [`${formatMagnitude(quake.magnitude)} ${regionOf(quake)}`],
    textAnchor: anchorOf(quake),
    dy: -radiusOf(quake.magnitude, mapWidthPx) - 8,
    fill: "var(--text)",
    stroke: "var(--sea)",
    strokeWidth: 4,
    fontSize: 12,
    fontWeight: 600,
  });
}

function strongestOf(quakes: readonly Quake[]): Quake | undefined {
  return quakes.reduce<Quake | undefined>(
    (strongest, quake) => (strongest && strongest.magnitude > quake.magnitude ? strongest : quake),
    undefined,
  );
}

/** The side on which a label has room. */
function anchorOf({ longitude }: Quake): "start" | "middle" | "end" {
  const share = ((longitude - centreLongitude + 540) % 360) / 360;
  return share < 0.3 ? "start" : share > 0.7 ? "end" : "middle";
}

/** The part of a place that is not distance and direction, without the country where that makes it long. */
function regionOf({ place }: Quake): string {
  const region = place.replace(/^.* of /, "");
  return region.length > 24 ? region.replace(/,.*/, "") : region;
}
