import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { WebSocket } from "ws";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";
import type { Router } from "./server.js";

generateLoad(async (url): Promise<Client> => {
  const client = createWSClient({ url, WebSocket: WebSocket as never });
  const trpc = createTRPCClient<Router>({ links: [wsLink({ client })] });
  return {
    tiny: (input) => trpc.tiny.mutate(input),
    echo: (order) => trpc.echo.mutate(order),
    close: () => client.close(),
  };
});
