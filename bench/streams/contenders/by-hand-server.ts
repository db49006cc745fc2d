import { App, type us_listen_socket, us_socket_local_port } from "uWebSockets.js";
import { pack, unpack } from "msgpackr";
import { type Frame, sendChunks } from "./frame-by-hand.js";

export function serve(): Promise<{ port: number }> {
  const app = App().ws<{ received: Map<number, number> }>("/", {
    maxPayloadLength: 1_048_576,
    maxBackpressure: 0,
    idleTimeout: 0,
    open: (socket) => {
      socket.getUserData().received = new Map();
    },
    message: (socket, data) => {
      const { received } = socket.getUserData();
      const [kind, id, payload] = unpack(new Uint8Array(data)) as Frame;
      const send = (frame: Frame): void => void socket.send(pack(frame), true);
      if (kind === "call") send(["answer", id, { id: 7 }]);
      else if (kind === "download") void sendChunks(id, payload as number, send);
      else if (kind === "item") received.set(id, (received.get(id) ?? 0) + (payload as Uint8Array).length);
      else if (kind === "end") send(["answer", id, { bytes: received.get(id) }]);
    },
  });
  return new Promise((resolve) => {
    app.listen("127.0.0.1", 0, (socket) => resolve({ port: us_socket_local_port(socket as us_listen_socket) }));
  });
}
