import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Topics in whose instances clients are present, and topics of which several instances are subscribed to at once.

const Person = z.object({ nick: z.string(), langs: z.array(z.string()).optional() }).meta({ id: "Person" });

const Lot = z.object({ house: z.string(), lot: z.int() }).meta({ id: "Lot" });

export default defineSchema({
  name: "floor",
  auth: z.object({ user: z.string() }),
  procedures: {
    idle: procedure({}),
  },
  topics: {
    auctions: topic({
      params: Lot,
      event: z.object({ bid: z.number(), lot: Lot }),
      wildcards: ["lot"],
    }),
    desk: {
      messages: topic({
        description: "What is said at a desk.",
        params: z.object({ desk: z.string() }),
        event: z.object({ from: Person, text: z.string() }),
        history: { size: 100, ageMs: 60_000 },
        presence: Person,
      }),
      typing: topic({
        params: z.object({ desk: z.string() }),
        event: z.string(),
        presence: z.object({ nick: z.string() }).describe("Who is typing."),
      }),
    },
    lobby: topic({
      event: z.string(),
      presence: z.object({
        nick: z.string().default("somebody"),
        since: z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: String }),
        badge: z.instanceof(Uint8Array).optional(),
      }),
    }),
    orders: topic({
      params: z.string().describe("The account."),
      event: z.object({ id: z.int() }),
      history: { size: 10, ageMs: 60_000 },
      wildcards: [],
    }),
    prices: topic({
      params: z.object({ symbol: z.string() }),
      event: z.object({ bid: z.number() }),
      history: { size: 1_000, ageMs: 60_000 },
      wildcards: ["symbol"],
      presence: z.int(),
    }),
    trades: topic({
      params: z.object({ exchange: z.string(), symbol: z.string(), lot: z.int().optional() }),
      event: z.object({ at: z.date(), size: z.int() }),
      history: { size: 1_000, ageMs: 60_000 },
      wildcards: ["symbol", "exchange", "lot"],
    }),
  },
});
