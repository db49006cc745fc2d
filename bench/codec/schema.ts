import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

/** What the workloads are made of. Nothing that JSON has no form for, so that every format carries the same values. */
const Tiny = z.object({ room: z.string().max(40), text: z.string().max(500) });

const Address = z.object({
  name: z.string(),
  street: z.string(),
  city: z.string(),
  zip: z.string().max(12),
  country: z.string().length(2),
});

const Line = z.object({
  sku: z.string().min(4).max(20),
  title: z.string(),
  quantity: z.int().min(1),
  unitPrice: z.number().min(0),
  taxRate: z.number().min(0).max(1),
});

const Order = z.object({
  id: z.string(),
  number: z.int(),
  status: z.enum(["open", "paid", "shipped", "returned"]),
  customerId: z.int(),
  placedAt: z.number(),
  isGift: z.boolean(),
  note: z.string().max(400).optional(),
  total: z.number(),
  shipTo: Address,
  billTo: Address,
  tags: z.array(z.string()).max(20),
  lines: z.array(Line).min(1),
});

const Trade = z.object({
  symbol: z.string(),
  price: z.number(),
  size: z.int(),
  side: z.enum(["buy", "sell"]),
  at: z.number(),
});

const Row = z.object({
  id: z.int(),
  name: z.string(),
  city: z.string(),
  score: z.number(),
  visits: z.int(),
  isActive: z.boolean(),
});

export default defineSchema({
  name: "codec",
  procedures: {
    tiny: procedure({ input: Tiny, output: Tiny }),
    order: procedure({ input: Order, output: Order }),
    rows: procedure({ input: z.object({ rows: z.array(Row) }), output: z.object({ rows: z.array(Row) }) }),
  },
  topics: { trades: topic({ event: Trade }) },
});
