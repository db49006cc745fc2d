import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Orders and their way: a state machine as a union, names that the type system keeps apart.

const OrderId = z
  .string()
  .brand<"OrderId">()
  .meta({ id: "OrderId", brand: true, description: "As in the confirmation." });
const UserId = z.string().brand<"UserId">().meta({ id: "UserId", brand: true });
const Cents = z.int().brand<"Cents">().meta({ id: "Cents", brand: true });

const State = z
  .discriminatedUnion("state", [
    z.object({ state: z.literal("placed"), at: z.date() }),
    z.object({ state: z.literal("paid"), at: z.date(), by: UserId, amount: Cents }),
    z.object({ state: z.literal("shipped"), at: z.date(), carrier: z.string(), tracking: z.string().optional() }),
    z.object({ state: z.literal("delivered"), at: z.date(), signature: z.instanceof(Uint8Array).nullable() }),
    z.object({ state: z.literal("cancelled"), at: z.date(), reason: z.enum(["customer", "stock", "fraud"]) }),
  ])
  .meta({ id: "OrderState" });

const Order = z.object({
  id: OrderId,
  customer: UserId,
  placedAt: z.date(),
  state: State,
  history: z.array(State).readonly(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int(), price: Cents })).readonly(),
  notes: z.array(z.object({ by: UserId, text: z.string(), at: z.date() })),
});

export default defineSchema({
  name: "orders",
  auth: z.union([z.object({ token: z.string() }), z.object({ apiKey: z.string(), onBehalfOf: UserId.optional() })]),
  metadata: { call: z.object({ traceId: z.string() }).optional(), answer: z.object({ tookMs: z.number() }) },
  procedures: {
    get: procedure({
      input: z.object({ id: OrderId }),
      output: Order,
      errors: { NotFound: z.object({ id: OrderId }) },
    }),
    mine: procedure({
      input: z.object({ before: z.date().optional(), states: z.set(z.enum(["placed", "paid", "shipped"])).optional() }),
      output: z.array(Order),
    }),
    cancel: procedure({
      description: "Cancels an order that has not left the house.",
      input: z.object({ id: OrderId, reason: z.string().max(500) }),
      output: Order,
      errors: { TooLate: z.object({ state: State }), NotFound: z.object({ id: OrderId }) },
      idempotent: { windowMs: 60_000 },
    }),
    addNote: procedure({ input: z.object({ id: OrderId, text: z.string() }), deprecated: true }),
  },
  topics: {
    moved: topic({
      description: "Each step of one order.",
      params: z.object({ id: OrderId }),
      event: z.object({ id: OrderId, from: State.nullable(), to: State }),
      history: { size: 50, ageMs: 86_400_000 },
    }),
  },
});
