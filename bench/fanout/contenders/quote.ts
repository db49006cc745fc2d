import { z } from "zod";

/** An event of about 100 bytes, as JSON. */
export const Quote = z.object({
  atMs: z.number(),
  symbol: z.string(),
  venue: z.string(),
  bid: z.number(),
  ask: z.number(),
  volume: z.int(),
});
export type Quote = z.infer<typeof Quote>;

export const Room = z.object({ room: z.string() });
export const Text = z.object({ text: z.string() });
export type Text = z.infer<typeof Text>;

/** Quotes differ from each other, and all have the same length. */
export function quoteOf(i: number): Quote {
  return { atMs: firstMs + i, symbol: "EURUSD", venue: "XLON", bid: 1.08234, ask: 1.08251, volume: 250_000 };
}

const firstMs = 1_750_000_000_000;
