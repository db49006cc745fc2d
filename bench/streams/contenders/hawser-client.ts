import { chunks } from "../chunks.js";
import { connect as connectStub } from "../schema.client.js";
import type { Client } from "./contender.js";

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
