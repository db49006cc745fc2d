import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Upgrades a TCP connection to a WebSocket of the protocol by hand, for those who then break WebSocket's own rules. */
export async function rawUpgrade(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  // "close" follows.
  socket.on("error", () => undefined);
  socket.write(upgradeRequest);
  await once(socket, "data");
  return socket;
}

export const upgradeRequest = [
  "GET / HTTP/1.1",
  "Host: 127.0.0.1",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  "Sec-WebSocket-Protocol: hawser.1",
  "\r\n",
].join("\r\n");
