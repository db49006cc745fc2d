import { createServer } from "@hawser/server";
import { chunks } from "../chunks.js";
import schema from "../schema.js";

export async function serve(): Promise<{ port: number }> {
  const server = createServer(schema, {
    procedures: {
      small: () => ({ id: 7 }),
      download: ({ bytes }) => chunks(bytes),
      async upload(items) {
        let bytes = 0;
        for await (const item of items) bytes += item.length;
        return { bytes };
      },
    },
  });
  return server.listen({ port: 0, host: "127.0.0.1" });
}
