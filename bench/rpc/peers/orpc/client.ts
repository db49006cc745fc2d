import { once } from "node:events";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { RouterClient } from "@orpc/server";
import { WebSocket } from "ws";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";
import type { Router } from "./server.js";

generateLoad(async (url): Promise<Client> => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  const orpc: RouterClient<Router> = createORPCClient(new RPCLink({ websocket: socket as never }));
  return {
    tiny: (input) => orpc.tiny(input),
    echo: (order) => orpc.echo(order),
    close: () => socket.close(),
  };
});
