import { defineSchema, procedure, topic } from "@hawser/core";
import { Quote, Room, Text } from "../quote.js";

export default defineSchema({
  name: "live",
  procedures: { echo: procedure({ input: Text, output: Text }) },
  topics: { quotes: topic({ params: Room, event: Quote }) },
});
