import { EventEmitter, on } from "node:events";
import { initTRPC } from "@trpc/server";
import { type Quote, Room, Text } from "../quote.js";

/** An event per room, with a quote. */
export const quotes = new EventEmitter().setMaxListeners(0);

const { router: createRouter, procedure } = initTRPC.create();

export const router = createRouter({
  echo: procedure
    .input(Text)
    .output(Text)
    .query(({ input }) => input),
  quotes: procedure.input(Room).subscription(async function* ({ input, signal }): AsyncGenerator<Quote> {
    for await (const [quote] of on(quotes, input.room, { signal: signal as AbortSignal })) yield quote;
  }),
});
export type Router = typeof router;
