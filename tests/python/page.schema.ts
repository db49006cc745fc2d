import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

const Message = z
  .object({
    from: z.string(),
    text: z.string().max(200),
    sentAt: z.date().describe("By the clock of the server."),
  })
  .describe("A message as everyone in the room sees it.")
  .meta({ id: "Message" });

export default defineSchema({
  name: "chat",
  auth: z.object({ token: z.string() }),
  procedures: {
    rooms: {
      backlog: procedure({ input: z.object({ room: z.string() }), output: stream(Message) }),
      load: procedure({ input: stream(Message), output: z.int() }),
      send: procedure({
        description: "Sends a message to a room.",
        input: z.object({ room: z.string(), text: z.string().max(200) }),
        output: Message,
        errors: { RoomNotFound: z.object({ known: z.array(z.string()) }) },
        idempotent: true,
      }),
    },
  },
  topics: {
    messages: topic({
      params: z.object({ room: z.string() }),
      event: Message,
      history: { size: 1_000, ageMs: 600_000 },
      publish: true,
    }),
  },
});
