import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// An exchange: books, trades, orders; prices as text, ids as bigints, patterns over all pairs.

const Price = z
  .string()
  .regex(/^\d{1,9}\.\d{2}$/)
  .meta({ id: "Price", description: "Decimal text, so that nothing is rounded." });
const Side = z.enum(["buy", "sell"]);
const Instrument = z.object({ exchange: z.enum(["north", "south"]), symbol: z.string().min(1).max(12) });

const NewOrder = z.discriminatedUnion("type", [
  z.object({ type: z.literal("market"), side: Side, quantity: z.bigint() }),
  z.object({
    type: z.literal("limit"),
    side: Side,
    quantity: z.bigint(),
    price: Price,
    postOnly: z.boolean().default(false),
  }),
  z.object({ type: z.literal("stop"), side: Side, quantity: z.bigint(), trigger: Price, price: Price.optional() }),
]);

const Order = z.object({
  id: z.bigint(),
  instrument: Instrument,
  side: Side,
  state: z.enum(["open", "filled", "cancelled"]),
  filled: z.bigint(),
  fills: z.array(z.object({ price: Price, quantity: z.bigint(), fee: Price, at: z.date() })),
});

const Level = z.tuple([Price, z.bigint()]);

export default defineSchema({
  name: "trading",
  auth: z.object({ key: z.string(), signature: z.instanceof(Uint8Array), nonce: z.bigint() }),
  procedures: {
    orders: {
      place: procedure({
        description: "Sends an order to the book.",
        input: z.object({ instrument: Instrument, order: NewOrder, clientId: z.string().max(36).optional() }),
        output: Order,
        errors: {
          InsufficientFunds: z.object({ missing: Price, currency: z.string() }),
          MarketClosed: z.object({ opensAt: z.date() }),
        },
        idempotent: true,
      }),
      cancel: procedure({ input: z.object({ id: z.bigint() }), output: Order }),
      cancelAll: procedure({ input: Instrument.partial().optional(), output: z.array(z.bigint()) }),
    },
    book: procedure({
      input: Instrument.extend({ depth: z.literal([5, 20, 100]).default(20) }),
      output: z.object({ bids: z.array(Level), asks: z.array(Level), sequence: z.bigint() }),
    }),
    candles: procedure({
      input: Instrument.extend({ interval: z.enum(["1m", "1h", "1d"]), from: z.date() }),
      output: stream(z.tuple([z.date(), z.number(), z.number(), z.number(), z.number(), z.bigint()])),
    }),
    balances: procedure({ output: z.record(z.string(), z.object({ free: Price, locked: Price })) }),
  },
  topics: {
    trades: topic({
      params: Instrument,
      event: z.object({ id: z.bigint(), price: Price, quantity: z.bigint(), taker: Side, at: z.date() }),
      history: { size: 1_000, ageMs: 60_000 },
      wildcards: ["symbol"],
    }),
    depth: topic({
      params: Instrument,
      event: z.object({ price: Price, side: Side, quantity: z.bigint() }),
      slowConsumer: "conflate",
      conflateBy: "price",
    }),
    fills: topic({ description: "Of one's own orders.", event: Order, history: { size: 100, ageMs: 3_600_000 } }),
  },
});
