import { createServer } from "@hawser/server";
import { chunks } from "../chunks.js";
import { connect as connectStub } from "../schema.client.js";
import schema from "../schema.js";
import type { Client } from "./contender.js";

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

export async function connect(url: string): Promise<Client> {
  const client = connectStub(url);
  return {
    small: async (i) => (await client.small({ room: `r${i % 50}`, text: "hello" })).id,
    async download(bytes) {
      let received = 0;
      for await (const item of client.download({ bytes })) received += item.length;
      return received;
    },
    upload: async (bytes) => (await client.upload(chunks(bytes))).bytes,
    close: () => client.connection.close(),
  };
}
