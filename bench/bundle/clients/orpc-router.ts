import { eventIterator, os } from "@orpc/server";
import { z } from "zod";

const Message = z.object({ id: z.int(), room: z.string(), text: z.string(), sentAt: z.number() });

/** For its type only: what the client knows of the server. */
export const router = {
  say: os
    .input(z.object({ room: z.string(), text: z.string() }))
    .output(Message)
    .handler(({ input }) => ({ ...input, id: 1, sentAt: 0 })),
  said: os
    .input(z.object({ room: z.string() }))
    .output(eventIterator(Message))
    .handler(async function* ({ input }) {
      yield { ...input, id: 1, text: "ahoy", sentAt: 0 };
    }),
};
export type Router = typeof router;
