import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Maps and positions: GeoJSON, which contains itself, and vehicles that move.

const Position = z
  .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)], z.number())
  .meta({ id: "Position" });

const Point = z.object({ type: z.literal("Point"), coordinates: Position });
const LineString = z.object({ type: z.literal("LineString"), coordinates: z.array(Position).min(2) });
const Polygon = z.object({ type: z.literal("Polygon"), coordinates: z.array(z.array(Position)) });
const Collection = z
  .object({
    type: z.literal("GeometryCollection"),
    get geometries() {
      return z.array(Geometry);
    },
  })
  .meta({ id: "GeometryCollection" });
type AnyGeometry = z.ZodType<unknown, unknown>;
const Geometry: AnyGeometry = z
  .discriminatedUnion("type", [Point, LineString, Polygon, Collection])
  .meta({ id: "Geometry" });

const Feature = z.object({
  type: z.literal("Feature"),
  id: z.union([z.string(), z.number()]).optional(),
  geometry: Geometry.nullable(),
  properties: z.record(z.string(), z.json()).nullable(),
  bbox: z.union([z.tuple([z.number(), z.number(), z.number(), z.number()]), z.null()]),
});

export default defineSchema({
  name: "geo",
  procedures: {
    geocode: procedure({
      input: z.object({
        text: z.string().min(2),
        near: Position.optional(),
        languages: z.array(z.string().length(2)).default([]),
      }),
      output: z.array(z.object({ label: z.string(), at: Position, confidence: z.number().min(0).max(1) })),
    }),
    features: {
      within: procedure({ input: z.object({ polygon: Polygon, layers: z.set(z.string()) }), output: z.array(Feature) }),
      put: procedure({ input: Feature, errors: { SelfIntersects: z.object({ at: Position }) } }),
      union: procedure({ input: z.array(Geometry), output: Geometry }),
    },
    route: procedure({
      input: z.object({ stops: z.array(Position).min(2).max(25), by: z.enum(["car", "bike", "foot"]) }),
      output: z.object({
        meters: z.number(),
        seconds: z.number(),
        path: LineString,
        legs: z.array(z.array(z.string())),
      }),
    }),
  },
  topics: {
    vehicles: topic({
      description: "Where each vehicle of a fleet is.",
      params: z.object({ fleet: z.string() }),
      event: z.object({ vehicle: z.string(), at: Position, heading: z.number().optional(), speed: z.number() }),
      slowConsumer: "conflate",
      conflateBy: "vehicle",
    }),
  },
});
