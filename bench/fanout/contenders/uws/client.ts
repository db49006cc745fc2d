import { once } from "node:events";
import { decodeBatch, type Wire } from "@hawser/core";
import { WebSocket } from "ws";
import { driveClient } from "../../drive-client.js";
import { checkEcho, echoed, type LiveClient, roomOf } from "../contender.js";
import { Quote } from "../quote.js";

driveClient(connect);

async function connect(port: number): Promise<LiveClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
  await once(socket, "open");
  return {
    async call() {
      socket.send(Buffer.from(echoed));
      const [answer] = await once(socket, "message");
      checkEcho(answer.toString());
    },
    async subscribe(topic, onQuote) {
      socket.send(roomOf(topic));
      await once(socket, "message");
      socket.on("message", (message: Buffer, isBinary) => {
        if (!isBinary) return;
        for (const [, of, , event] of decodeBatch(message).frames) if (of === topic) onQuote(quoteOf(event));
      });
    },
  };
}

function quoteOf(event: Wire): Quote {
  const [ask, atMs, bid, symbol, venue, volume] = event as Wire[];
  return Quote.parse({ ask, atMs, bid, symbol, venue, volume });
}
