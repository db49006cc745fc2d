import { createServer } from "@hawser/server";
import { isStall, numbered, numberOf } from "./items.js";
import { MemoryPeak } from "./memory-peak.js";
import schema from "./torrent.schema.js";

const items = Number(process.argv[2]);
const peak = new MemoryPeak();
const given = { items: 0 };
let readItems = 0;
let resume: (() => void) | undefined;

const server = createServer(schema, {
  procedures: {
    async up(input) {
      for await (const item of input) {
        if (numberOf(item) !== readItems) throw new Error(`item ${numberOf(item)} came as number ${readItems}`);
        readItems += 1;
        if (isStall(readItems, items)) {
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
          resume = undefined;
        }
      }
      return { items: readItems };
    },
    down: (input) => numbered(input.items, given),
    resume: () => resume?.(),
    look: () => ({
      readItems,
      givenItems: given.items,
      isStalled: resume !== undefined,
      peakBytes: peak.bytes,
    }),
  },
});
const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
console.log(`ws://127.0.0.1:${port}`);
