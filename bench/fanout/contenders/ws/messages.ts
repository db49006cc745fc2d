import { z } from "zod";
import { Room, Text } from "../quote.js";

/** What a client of the server by hand sends. */
export const Message = z.discriminatedUnion("type", [
  Text.extend({ type: z.literal("echo"), id: z.int() }),
  Room.extend({ type: z.literal("subscribe"), id: z.int() }),
]);
