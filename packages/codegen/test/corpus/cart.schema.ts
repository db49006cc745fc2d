import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// A shop's cart and checkout: money as integers, addresses used twice, options that depend on each other.

const Money = z
  .object({ amount: z.int().describe("In the smallest unit of the currency."), currency: z.string().length(3) })
  .meta({ id: "Money" });

const Address = z.object({
  name: z.string().min(1).max(80),
  lines: z.array(z.string().max(80)).min(1).max(4),
  city: z.string(),
  postalCode: z.string().max(12),
  country: z.string().length(2),
});

const Line = z.object({
  sku: z.string(),
  title: z.string(),
  quantity: z.int().min(1).max(99),
  unitPrice: Money,
  gift: z.object({ message: z.string().max(200), wrap: z.boolean() }).optional(),
});

const Cart = z
  .object({
    id: z.uuid(),
    lines: z.array(Line),
    coupon: z.string().nullable(),
    subtotal: Money,
    shippingAddress: Address.optional(),
    billingAddress: Address.optional(),
    updatedAt: z.date(),
  })
  .meta({ id: "Cart", description: "What somebody is about to buy." });

const Shipping = z.discriminatedUnion("method", [
  z.object({ method: z.literal("standard"), days: z.tuple([z.int(), z.int()]) }),
  z.object({ method: z.literal("express"), by: z.date(), surcharge: Money }),
  z.object({ method: z.literal("pickup"), store: z.string() }),
]);

export default defineSchema({
  name: "cart",
  auth: z.object({ session: z.string() }),
  procedures: {
    lines: {
      add: procedure({
        description: "Adds an article, or more of it.",
        input: z.object({ sku: z.string(), quantity: z.int().min(1).max(99).default(1) }),
        output: Cart,
        errors: {
          OutOfStock: z.object({ sku: z.string(), left: z.int() }),
          UnknownArticle: z.object({ sku: z.string() }),
        },
        idempotent: true,
      }),
      remove: procedure({ input: z.object({ sku: z.string() }), output: Cart }),
      reorder: procedure({ input: z.array(z.string()).max(200), output: Cart }),
    },
    get: procedure({ output: Cart }),
    ship: procedure({ input: z.object({ to: Address, shipping: Shipping }), output: Cart }),
    checkout: procedure({
      description: "Buys what is in the cart.",
      input: z.object({
        billingAddress: Address.optional(),
        payment: z.union([z.object({ card: z.string() }), z.object({ giftCards: z.array(z.string()).min(1) })]),
      }),
      output: z.object({ orderId: z.string(), total: Money, receipt: z.instanceof(Uint8Array) }),
      errors: {
        PaymentRefused: z.object({ reason: z.enum(["funds", "fraud", "expired"]), retryAt: z.date().nullable() }),
      },
    }),
  },
  topics: { changed: topic({ description: "The cart, whenever it changes.", event: Cart, retain: true }) },
});
