import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

const Message = z
  .object({
    id: z.string(),
    room: z.string().describe("Room name, 1 to 64 characters."),
    from: z.string(),
    text: z.string().min(1).max(2000),
    sentAt: z.date(),
  })
  .describe("A message as everyone in the room sees it.")
  .meta({ id: "Message" });

export default defineSchema({
  name: "chat",
  auth: z.object({ token: z.string() }),
  procedures: {
    rooms: {
      list: procedure({ output: z.array(z.string()) }),
      send: procedure({
        description: "Sends a message to a room.",
        input: z.object({ room: z.string(), text: z.string().min(1).max(2000) }),
        output: Message,
        errors: { RoomNotFound: z.object({ room: z.string() }) },
      }),
    },
  },
  topics: {
    messages: topic({
      description: "Messages of one room, in the order in which they were sent.",
      params: z.object({ room: z.string() }),
      event: Message,
    }),
  },
});
