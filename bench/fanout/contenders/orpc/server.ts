import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { RPCHandler } from "@orpc/server/ws";
import { WebSocketServer } from "ws";
import { driveServer } from "../../drive-server.js";
import { roomOf } from "../contender.js";
import { Quote } from "../quote.js";
import { quotes, router } from "./router.js";

await driveServer(async (port) => {
  const wss = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false });
  const handler = new RPCHandler(router);
  wss.on("connection", (socket) => void handler.upgrade(socket, { context: {} }));
  await once(wss, "listening");
  return {
    port: (wss.address() as AddressInfo).port,
    publish: (topic, quote) => quotes.publish(roomOf(topic), Quote.parse(quote)),
  };
});
