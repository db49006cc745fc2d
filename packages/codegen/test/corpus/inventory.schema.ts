import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Stock in warehouses: quantities by place, counts in a stream, units in names.

const Sku = z.string().min(3).max(20).meta({ id: "Sku" });
const Bin = z.templateLiteral([z.enum(["A", "B", "C"]), "-", z.int().min(0).max(99)]);
const Quantity = z.object({ onHand: z.int(), reserved: z.int(), incoming: z.int(), reorderAt: z.int().nullable() });
const Supplier = z.object({ id: z.string(), name: z.string(), leadDays: z.int(), contactEmail: z.email().optional() });

const Article = z.object({
  sku: Sku,
  title: z.string(),
  unit: z.enum(["piece", "kg", "m"]),
  mainSupplier: Supplier,
  otherSuppliers: z.array(Supplier),
  stock: z.record(Bin, Quantity),
  perishable: z.object({ days: z.int(), batch: z.record(z.string(), z.iso.date()) }).optional(),
});

const Movement = z.discriminatedUnion("type", [
  z.object({ type: z.literal("in"), sku: Sku, to: Bin, quantity: z.int().min(1), delivery: z.string() }),
  z.object({ type: z.literal("out"), sku: Sku, from: Bin, quantity: z.int().min(1), order: z.string() }),
  z.object({ type: z.literal("move"), sku: Sku, from: Bin, to: Bin, quantity: z.int().min(1) }),
  z.object({
    type: z.literal("adjust"),
    sku: Sku,
    at: Bin,
    difference: z.int(),
    reason: z.enum(["count", "damage", "theft"]),
  }),
]);

export default defineSchema({
  name: "inventory",
  auth: z.object({ warehouse: z.string(), token: z.string() }),
  procedures: {
    articles: {
      get: procedure({ input: z.object({ sku: Sku }), output: Article.nullable() }),
      low: procedure({ description: "What has to be ordered again.", output: z.array(Article) }),
    },
    move: procedure({
      input: Movement,
      output: Quantity,
      errors: { NotEnough: z.object({ sku: Sku, onHand: z.int() }), NoSuchBin: z.object({ bin: z.string() }) },
      idempotent: true,
    }),
    count: procedure({
      input: stream(z.tuple([Bin, Sku, z.int().min(0)])),
      output: z.object({ differences: z.map(Sku, z.int()), counted: z.int() }),
    }),
    reserve: procedure({
      input: z.array(z.object({ sku: Sku, quantity: z.int().min(1) })).min(1),
      output: z.discriminatedUnion("ok", [
        z.object({ ok: z.literal(true), until: z.date() }),
        z.object({ ok: z.literal(false), missing: z.record(z.string(), z.int()) }),
      ]),
    }),
  },
  topics: {
    movements: topic({
      params: z.object({ sku: Sku.optional() }),
      event: Movement,
      history: { size: 1_000, ageMs: 86_400_000 },
    }),
  },
});
