import { once } from "node:events";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { RouterClient } from "@orpc/server";
import { WebSocket } from "ws";
import { driveClient } from "../../drive-client.js";
import { checkEcho, echoed, type LiveClient, roomOf } from "../contender.js";
import type { Quote } from "../quote.js";
import type { router } from "./router.js";

driveClient(connect);

async function connect(port: number): Promise<LiveClient> {
  const websocket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(websocket, "open");
  const client: RouterClient<typeof router> = createORPCClient(new RPCLink({ websocket: websocket as never }));
  return {
    call: async () => checkEcho((await client.echo({ text: echoed })).text),
    async subscribe(topic, onQuote) {
      void read(await client.quotes({ room: roomOf(topic) }), onQuote);
    },
  };
}

async function read(quotes: AsyncIterable<Quote>, onQuote: (quote: Quote) => void): Promise<void> {
  for await (const quote of quotes) onQuote(quote);
}
