import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { driveServer } from "../../drive-server.js";
import { roomOf } from "../contender.js";
import { Quote } from "../quote.js";
import { Message } from "./messages.js";

await driveServer(async (port) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false });
  const rooms = new Map<string, Set<WebSocket>>();
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const message = Message.parse(JSON.parse(data.toString()));
      if (message.type === "echo") socket.send(JSON.stringify({ id: message.id, text: message.text }));
      else {
        const members = rooms.get(message.room) ?? new Set();
        rooms.set(message.room, members.add(socket));
        socket.send(JSON.stringify({ id: message.id }));
      }
    });
    socket.on("close", () => {
      for (const members of rooms.values()) members.delete(socket);
    });
  });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    publish(topic, quote) {
      const room = roomOf(topic);
      const message = JSON.stringify({ room, event: Quote.parse(quote) });
      for (const socket of rooms.get(room) ?? []) socket.send(message);
    },
  };
});
