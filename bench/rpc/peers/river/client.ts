import { createClient, type Result } from "@replit/river";
import { WebSocketClientTransport } from "@replit/river/transport/ws/client";
import { WebSocket } from "ws";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";
import type { Server } from "./server.js";

let lastId = 0;

generateLoad(async (url): Promise<Client> => {
  const id = `client-${++lastId}`;
  const transport = new WebSocketClientTransport(async () => new WebSocket(url, { perMessageDeflate: false }), id);
  const { shop } = createClient<Server>(transport, "shop", { eagerlyConnect: true });
  return {
    tiny: async (input) => payloadOf(await shop.tiny.rpc(input)),
    echo: async (order) => payloadOf(await shop.echo.rpc(order)),
    close: () => transport.close(),
  };
});

function payloadOf<T>(result: Result<T, { code: string; message: string }>): T {
  if (!result.ok) throw new Error(result.payload.message);
  return result.payload;
}
