import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Parcels: measures, routes, scans, and an address that every part of it uses.

const Location = z.object({
  name: z.string(),
  street: z.string(),
  city: z.string(),
  country: z.string().length(2),
  at: z.tuple([z.number(), z.number()]).optional(),
});
const Size = z.object({ widthMm: z.int(), heightMm: z.int(), depthMm: z.int(), grams: z.int() }).readonly();

const Parcel = z.object({
  barcode: z.string(),
  size: Size,
  pickupLocation: Location,
  dropLocation: Location,
  service: z.enum(["economy", "next-day", "same-day"]),
  insured: z.object({ cents: z.bigint(), policy: z.string() }).nullable(),
});

const Scan = z.object({
  barcode: z.string(),
  location: Location,
  at: z.date(),
  by: z.string(),
  photo: z.instanceof(Uint8Array).optional(),
});

const Stop = z.object({
  location: Location,
  window: z.tuple([z.date(), z.date()]).nullable(),
  parcels: z.array(z.string()),
});

const Quote = z.object({ service: z.string(), cents: z.bigint(), arrives: z.iso.date(), carrier: z.string() });

export default defineSchema({
  name: "logistics",
  auth: z.object({ key: z.string() }),
  procedures: {
    quote: procedure({ input: Parcel.omit({ barcode: true, insured: true }), output: z.array(Quote).min(1) }),
    parcels: {
      book: procedure({
        input: Parcel.omit({ barcode: true }),
        output: z.object({ parcel: Parcel, label: z.instanceof(Uint8Array) }),
        errors: { TooHeavy: z.object({ grams: z.int(), most: z.int() }) },
        idempotent: true,
      }),
      track: procedure({
        input: z.object({ barcode: z.string() }),
        output: z.object({ parcel: Parcel, scans: z.array(Scan), eta: z.date().nullable() }),
      }),
      scan: procedure({ input: Scan.omit({ at: true }), output: Scan }),
    },
    tours: {
      plan: procedure({
        description: "The shortest way past all stops.",
        input: z.object({ depot: Location, stops: z.array(Stop).max(200) }),
        output: z.object({ stops: z.array(Stop), meters: z.int() }),
      }),
      assign: procedure({
        input: z.object({ tour: z.string(), driver: z.string() }),
        errors: { Busy: z.object({ until: z.date() }) },
      }),
    },
  },
  topics: {
    scans: topic({
      params: z.object({ barcode: z.string() }),
      event: Scan,
      history: { size: 100, ageMs: 604_800_000 },
      retain: true,
    }),
    vans: topic({
      event: z.object({ van: z.string(), at: z.tuple([z.number(), z.number()]), next: Stop.nullable() }),
      slowConsumer: "conflate",
      conflateBy: "van",
    }),
  },
});
