/** Radius of an earthquake on a map of that width, in pixels: it grows as the energy does, only more slowly. */
export function radiusOf(magnitude: number, mapWidthPx: number): number {
  return Math.max(0.8, Math.exp(0.42 * magnitude) * (0.55 + mapWidthPx / 1600));
}

/** Which of the five colours of the style sheet an earthquake has, from 1. */
export function magnitudeClass(magnitude: number): number {
  return 1 + [2.5, 4, 5, 6].filter((limit) => magnitude >= limit).length;
}
