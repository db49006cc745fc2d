import { EventPublisher, os } from "@orpc/server";
import { type Quote, Room, Text } from "../quote.js";

/** An event per room, with a quote. */
export const quotes = new EventPublisher<Record<string, Quote>>();

export const router = {
  echo: os
    .input(Text)
    .output(Text)
    .handler(({ input }) => input),
  quotes: os.input(Room).handler(({ input, signal }) => quotes.subscribe(input.room, { signal })),
};
