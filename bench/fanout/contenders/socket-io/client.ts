import { once } from "node:events";
import { io, type Socket } from "socket.io-client";
import parser from "socket.io-msgpack-parser";
import { driveClient } from "../../drive-client.js";
import { checkEcho, echoed, type LiveClient, roomOf } from "../contender.js";
import type { Quote } from "../quote.js";

const [, , format] = process.argv;

driveClient(connect);

async function connect(port: number): Promise<LiveClient> {
  const options = { transports: ["websocket"], forceNew: true };
  const socket = io(`ws://127.0.0.1:${port}/`, format === "msgpack" ? { ...options, parser } : options);
  await connected(socket);
  const subscribers = new Map<string, (quote: Quote) => void>();
  socket.on("quote", (room: string, quote: Quote) => subscribers.get(room)?.(quote));
  // A server that comes back has forgotten the rooms.
  socket.io.on("reconnect", () => {
    socket.once("connect", () => {
      for (const room of subscribers.keys()) void socket.emitWithAck("subscribe", { room });
    });
  });
  return {
    call: async () => checkEcho((await socket.emitWithAck("echo", { text: echoed })).text),
    async subscribe(topic, onQuote) {
      const room = roomOf(topic);
      subscribers.set(room, onQuote);
      await socket.emitWithAck("subscribe", { room });
    },
  };
}

async function connected(socket: Socket): Promise<void> {
  await once(socket as never, "connect");
}
