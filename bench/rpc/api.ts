import { z } from "zod";

/** What every server of the suite offers, and what those that take zod types check. */
export const TinyInput = z.object({ room: z.string(), text: z.string() });
export type TinyInput = z.infer<typeof TinyInput>;

export const TinyOutput = z.object({ id: z.int() });
export type TinyOutput = z.infer<typeof TinyOutput>;

/** About 1 KB of JSON. */
export const Order = z.object({
  id: z.string(),
  number: z.int(),
  isPaid: z.boolean(),
  placedAt: z.number(),
  note: z.string(),
  customer: z.object({ name: z.string(), email: z.string(), city: z.string(), country: z.string() }),
  tags: z.array(z.string()),
  lines: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.int(), price: z.number() })),
});
export type Order = z.infer<typeof Order>;

/** What they answer. */
export const service = {
  tiny: ({ text }: TinyInput): TinyOutput => ({ id: 4_000 + text.length }),
  echo: (order: Order): Order => order,
};
