import { once } from "node:events";
import { WebSocket } from "ws";
import { driveClient } from "../../drive-client.js";
import { checkEcho, echoed, type LiveClient, roomOf } from "../contender.js";
import type { Quote } from "../quote.js";

driveClient(connect);

async function connect(port: number): Promise<LiveClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
  await once(socket, "open");
  const answers = new Map<number, (text: unknown) => void>();
  const subscribers = new Map<string, (quote: Quote) => void>();
  let lastId = 0;
  socket.on("message", (data) => {
    const { id, text, room, event } = JSON.parse(data.toString());
    if (event) subscribers.get(room)?.(event);
    else {
      answers.get(id)?.(text);
      answers.delete(id);
    }
  });
  const ask = (message: object): Promise<unknown> => {
    return new Promise((resolve) => {
      const id = ++lastId;
      answers.set(id, resolve);
      socket.send(JSON.stringify({ ...message, id }));
    });
  };
  return {
    call: async () => checkEcho(await ask({ type: "echo", text: echoed })),
    async subscribe(topic, onQuote) {
      const room = roomOf(topic);
      subscribers.set(room, onQuote);
      await ask({ type: "subscribe", room });
    },
  };
}
