import { connect, type Socket } from "node:net";

/** Upgrades a TCP connection to a WebSocket of the protocol by hand, for those who then break WebSocket's own rules. */
export async function rawUpgrade(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  // "close" follows.
  socket.on("error", () => undefined);
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
      "Sec-WebSocket-Protocol: hawser.1\r\n\r\n",
  );
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}
