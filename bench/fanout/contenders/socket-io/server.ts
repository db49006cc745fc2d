import { App, type us_listen_socket, us_socket_local_port } from "uWebSockets.js";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type ServerOptions } from "socket.io";
import parser from "socket.io-msgpack-parser";
import { driveServer } from "../../drive-server.js";
import { roomOf } from "../contender.js";
import { Quote, Room, Text } from "../quote.js";

const [, , library, format] = process.argv;

await driveServer(async (wanted) => {
  // The sockets of a crowd answer no pings.
  const pingTimeout = 180_000;
  const options: Partial<ServerOptions> = { transports: ["websocket"], perMessageDeflate: false, pingTimeout };
  const io = new Server(format === "msgpack" ? { ...options, parser } : options);
  io.on("connection", (socket) => {
    socket.on("echo", (input: unknown, answer: (output: Text) => void) => answer(Text.parse(input)));
    socket.on("subscribe", async (params: unknown, answer: () => void) => {
      await socket.join(Room.parse(params).room);
      answer();
    });
  });
  const port = await (library === "uWebSockets.js" ? listenOnUws(io, wanted) : listenOnWs(io, wanted));
  return {
    port,
    publish: (topic, quote) => void io.to(roomOf(topic)).emit("quote", roomOf(topic), Quote.parse(quote)),
  };
});

async function listenOnWs(io: Server, port: number): Promise<number> {
  const http = createServer();
  io.attach(http);
  await once(http.listen(port, "127.0.0.1"), "listening");
  return (http.address() as AddressInfo).port;
}

function listenOnUws(io: Server, port: number): Promise<number> {
  const app = App();
  io.attachApp(app);
  return new Promise((resolve, reject) => {
    app.listen("127.0.0.1", port, (socket: us_listen_socket | false) => {
      if (socket) resolve(us_socket_local_port(socket));
      else reject(new Error(`port ${port} is taken`));
    });
  });
}
