import { App, type us_listen_socket, us_socket_local_port, type WebSocket } from "uWebSockets.js";
import { encodeBatches } from "@hawser/core";
import { driveServer } from "../../drive-server.js";
import { roomOf } from "../contender.js";
import type { Quote } from "../quote.js";

// The floor: what a frame costs that is ready to be sent. It is the one that Hawser sends.

const [, , way] = process.argv;

await driveServer(async (wanted) => {
  const app = App();
  const rooms = new Map<string, Set<WebSocket<unknown>>>();
  app.ws("/", {
    maxBackpressure: 0,
    idleTimeout: 0,
    message: (socket, data, isBinary) => {
      if (isBinary) {
        socket.send(data, true);
        return;
      }
      const room = Buffer.from(data).toString();
      if (way === "publish") socket.subscribe(room);
      else rooms.set(room, (rooms.get(room) ?? new Set()).add(socket));
      socket.send("subscribed");
    },
    close: (socket) => {
      for (const members of rooms.values()) members.delete(socket);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    app.listen("127.0.0.1", wanted, (socket: us_listen_socket | false) => {
      if (socket) resolve(us_socket_local_port(socket));
      else reject(new Error(`port ${wanted} is taken`));
    });
  });
  let offset = 0;
  return {
    port,
    publish(topic, quote) {
      const message = frameOf(topic, ++offset, quote);
      if (way === "publish") app.publish(roomOf(topic), message, true);
      else for (const socket of rooms.get(roomOf(topic)) ?? []) socket.send(message, true);
    },
  };
});

function frameOf(topic: number, offset: number, { atMs, symbol, venue, bid, ask, volume }: Quote): Uint8Array {
  const [message] = encodeBatches([[8, topic, offset, [ask, atMs, bid, symbol, venue, volume]]], 1_048_576);
  return message as Uint8Array;
}
