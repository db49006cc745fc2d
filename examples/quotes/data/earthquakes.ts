import { readFileSync } from "node:fs";
import { z } from "zod";
import { datasetFile } from "./dataset-file.js";

export type Earthquake = z.output<typeof Feature>;

/** Every earthquake of `earthquakes.json`, in the order in which they happened. */
export function readEarthquakes(): Earthquake[] {
  const file = Catalogue.parse(JSON.parse(readFileSync(datasetFile("earthquakes.json"), "utf8")));
  return file.features
    .filter((feature) => feature.type === "earthquake")
    .sort((a, b) => a.time.getTime() - b.time.getTime());
}

/** What this example reads of a feature of the survey's GeoJSON. */
const Feature = z
  .object({
    id: z.string(),
    properties: z.object({
      mag: z.number(),
      place: z.string(),
      time: z.number(),
      status: z.enum(["automatic", "reviewed"]),
      /** Explosions and quarry blasts are in the catalogue, too. */
      type: z.string(),
    }),
    geometry: z.object({ coordinates: z.tuple([z.number(), z.number(), z.number()]) }),
  })
  .transform(({ id, properties, geometry: { coordinates } }) => ({
    id,
    type: properties.type,
    time: new Date(properties.time),
    magnitude: properties.mag,
    place: properties.place,
    longitude: coordinates[0],
    latitude: coordinates[1],
    depthKm: coordinates[2],
    review: properties.status,
  }));

const Catalogue = z.object({ features: z.array(Feature) });
