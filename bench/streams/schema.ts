import { defineSchema, procedure, stream } from "@hawser/core";
import { z } from "zod";

const Bytes = z.instanceof(Uint8Array);

export default defineSchema({
  name: "streams",
  procedures: {
    small: procedure({ input: z.object({ room: z.string(), text: z.string() }), output: z.object({ id: z.int() }) }),
    download: procedure({ input: z.object({ bytes: z.int() }), output: stream(Bytes) }),
    upload: procedure({ input: stream(Bytes), output: z.object({ bytes: z.int() }) }),
  },
});
