import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

const round = z.int().positive().describe("Which pass of the endless replay it belongs to, from 1.");

const Listing = z
  .object({
    symbol: z.string().describe("What the exchange calls it, for example AAPL."),
    company: z.string(),
    first: z.date().describe("Month of the first known price, at its start in UTC."),
    last: z.date().describe("Month of the last known price, at its start in UTC."),
  })
  .meta({ id: "Listing", description: "A stock that the server replays." });

const Tick = z
  .object({
    symbol: z.string(),
    time: z.date().describe("The month, at its start in UTC."),
    price: z.number().positive().describe("Closing price of the month in US dollars, adjusted for splits."),
    round,
  })
  .meta({ id: "Tick", description: "The price of one stock in one month." });

const Quake = z
  .object({
    id: z.string().describe("The number in the catalogue of the United States Geological Survey."),
    time: z.date(),
    magnitude: z.number(),
    place: z.string().describe("Where it was in words, for example 22km NNE of Hualian, Taiwan."),
    longitude: z.number().min(-180).max(180).describe("Degrees, east is positive."),
    latitude: z.number().min(-90).max(90).describe("Degrees, north is positive."),
    depthKm: z.number(),
    review: z.enum(["automatic", "reviewed"]).describe("Whether a seismologist has looked at it."),
    round,
  })
  .meta({ id: "Quake", description: "One earthquake." });

const minMagnitude = z
  .number()
  .min(0)
  .max(6)
  .multipleOf(0.5)
  .describe("Weaker earthquakes are left out: 0 to 6 in steps of 0.5.");

const minuteMs = 60_000;

export default defineSchema({
  name: "quotes",
  procedures: {
    stocks: {
      list: procedure({
        description: "Lists the stocks that are replayed.",
        output: z.array(Listing),
      }),
      history: procedure({
        description: "The latest prices of a stock that were replayed, oldest first.",
        input: z.object({
          symbol: z.string(),
          points: z.int().min(1).max(500).default(60).describe("How many prices at most."),
        }),
        output: z.array(Tick),
        errors: {
          UnknownSymbol: z.object({ symbol: z.string(), known: z.array(z.string()) }),
        },
      }),
    },
    quakes: {
      recent: procedure({
        description: "The latest earthquakes that were replayed, oldest first.",
        input: z.object({
          minMagnitude,
          limit: z.int().min(1).max(2000).default(100).describe("How many earthquakes at most."),
        }),
        output: z.array(Quake),
      }),
    },
  },
  topics: {
    stocks: {
      ticks: topic({
        description:
          "The prices of all stocks as they are replayed, month by month. Who reads too slowly gets the latest of each stock.",
        event: Tick,
        history: { size: 600, ageMs: minuteMs },
        slowConsumer: "conflate",
        conflateBy: "symbol",
      }),
    },
    quakes: {
      felt: topic({
        description: "Earthquakes of at least a magnitude as they are replayed, in the order in which they happened.",
        params: z.object({ minMagnitude }),
        event: Quake,
        history: { size: 400, ageMs: 10 * minuteMs },
      }),
    },
  },
});
