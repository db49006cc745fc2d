import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { WebSocketServer } from "ws";
import { driveServer } from "../../drive-server.js";
import { roomOf } from "../contender.js";
import { Quote } from "../quote.js";
import { quotes, router } from "./router.js";

await driveServer(async (port) => {
  const wss = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false });
  applyWSSHandler({ wss, router });
  await once(wss, "listening");
  return {
    port: (wss.address() as AddressInfo).port,
    publish: (topic, quote) => void quotes.emit(roomOf(topic), Quote.parse(quote)),
  };
});
