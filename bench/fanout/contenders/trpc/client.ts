import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { WebSocket } from "ws";
import { driveClient } from "../../drive-client.js";
import { checkEcho, echoed, type LiveClient, roomOf } from "../contender.js";
import type { Router } from "./router.js";

driveClient(connect);

async function connect(port: number): Promise<LiveClient> {
  const client = await new Promise<ReturnType<typeof createWSClient>>((resolve) => {
    const client = createWSClient({
      url: `ws://127.0.0.1:${port}/`,
      WebSocket: WebSocket as never,
      onOpen: () => resolve(client),
    });
  });
  const trpc = createTRPCClient<Router>({ links: [wsLink<Router>({ client })] });
  return {
    call: async () => checkEcho((await trpc.echo.query({ text: echoed })).text),
    subscribe: (topic, onData) => {
      return new Promise((onStarted, onError) => {
        trpc.quotes.subscribe({ room: roomOf(topic) }, { onStarted: () => onStarted(), onData, onError });
      });
    },
  };
}
