import { initTRPC } from "@trpc/server";
import { z } from "zod";

const t = initTRPC.create();
const Message = z.object({ id: z.int(), room: z.string(), text: z.string(), sentAt: z.number() });

/** For its type only: what the client knows of the server. */
export const router = t.router({
  say: t.procedure
    .input(z.object({ room: z.string(), text: z.string() }))
    .output(Message)
    .mutation(({ input }) => ({ ...input, id: 1, sentAt: 0 })),
  said: t.procedure.input(z.object({ room: z.string() })).subscription(async function* ({ input }) {
    yield { ...input, id: 1, text: "ahoy", sentAt: 0 };
  }),
});
export type Router = typeof router;
