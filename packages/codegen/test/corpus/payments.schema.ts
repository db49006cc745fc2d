import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Payments: instruments as a union, amounts as bigints, webhooks as a topic.

const Amount = z.object({ minor: z.bigint(), currency: z.string().length(3) }).meta({ id: "Amount" });

const Method = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("card"),
    last4: z.string().length(4),
    brand: z.string(),
    expires: z.tuple([z.int().min(1).max(12), z.int()]),
  }),
  z.object({ kind: z.literal("sepa"), iban: z.string(), mandate: z.string().nullable() }),
  z.object({ kind: z.literal("wallet"), provider: z.enum(["apple", "google"]), device: z.string().optional() }),
]);

const Status = z.enum(["pending", "authorized", "captured", "refunded", "failed"]);

const Payment = z.object({
  id: z.string(),
  amount: Amount,
  captured: Amount.nullable(),
  method: Method,
  status: Status,
  metadata: z.record(z.string().max(40), z.string().max(500)),
  risk: z.object({ score: z.number().min(0).max(1), rules: z.array(z.string()) }).optional(),
  createdAt: z.date(),
});

const Refused = z.object({ code: z.string(), advice: z.enum(["retry", "other-method", "stop"]), payment: z.string() });

export default defineSchema({
  name: "payments",
  auth: z.object({ secret: z.string() }),
  procedures: {
    create: procedure({
      input: z.object({
        amount: Amount,
        method: Method,
        capture: z.boolean().default(true),
        metadata: z.record(z.string(), z.string()).optional(),
      }),
      output: Payment,
      errors: { Refused, Duplicate: z.object({ of: z.string() }) },
      idempotent: true,
    }),
    capture: procedure({
      input: z.object({ id: z.string(), amount: Amount.optional() }),
      output: Payment,
      errors: { Refused },
    }),
    refund: procedure({
      input: z.object({ id: z.string(), amount: Amount.optional(), reason: z.string() }),
      output: Payment,
      errors: { Refused },
    }),
    get: procedure({ input: z.object({ id: z.string() }), output: Payment }),
    methods: {
      attach: procedure({ input: z.object({ customer: z.string(), token: z.string() }), output: Method }),
      list: procedure({ input: z.object({ customer: z.string() }), output: z.array(Method) }),
      detach: procedure({ deprecated: true, input: z.object({ customer: z.string(), index: z.int().min(0) }) }),
    },
    totals: procedure({
      input: z.object({ from: z.iso.date(), to: z.iso.date() }),
      output: z.record(Status, z.bigint()),
    }),
  },
  topics: {
    changed: topic({
      description: "Every change of a payment.",
      event: z.object({ id: z.string(), before: Status.nullable(), payment: Payment }),
      history: { size: 10_000, ageMs: 259_200_000 },
    }),
  },
});
