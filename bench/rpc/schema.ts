import { defineSchema, procedure } from "@hawser/core";
import { Order, TinyInput, TinyOutput } from "./api.js";

export default defineSchema({
  name: "shop",
  procedures: {
    tiny: procedure({ input: TinyInput, output: TinyOutput }),
    echo: procedure({ input: Order, output: Order }),
  },
});
