import { App, type us_listen_socket, us_socket_local_port } from "uWebSockets.js";
import { once } from "node:events";
import { pack, unpack } from "msgpackr";
import WebSocket from "ws";
import { chunks } from "../chunks.js";
import type { Client } from "./contender.js";

/**
 * What one would write first on the libraries that Hawser stands on: a message per frame, nothing checked, and a stream
 * is written as it is produced.
 */
type Frame = [kind: "call" | "answer" | "download" | "item" | "end", id: number, payload?: unknown];

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

export async function connect(url: string): Promise<Client> {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  await once(socket, "open");
  let lastId = 0;
  const send = (frame: Frame): void => socket.send(pack(frame));
  const waiting = new Map<number, (payload: unknown) => void>();
  const received = new Map<number, number>();
  socket.on("message", (data: ArrayBuffer) => {
    const [kind, id, payload] = unpack(new Uint8Array(data)) as Frame;
    if (kind === "item") received.set(id, (received.get(id) ?? 0) + (payload as Uint8Array).length);
    else waiting.get(id)?.(payload ?? { bytes: received.get(id) });
  });
  const answer = <T>(id: number): Promise<T> => {
    return new Promise((resolve) => {
      waiting.set(id, (payload) => {
        waiting.delete(id);
        resolve(payload as T);
      });
    });
  };
  return {
    async small(i) {
      const id = ++lastId;
      send(["call", id, { room: `r${i % 50}`, text: "hello" }]);
      return (await answer<{ id: number }>(id)).id;
    },
    async download(bytes) {
      const id = ++lastId;
      send(["download", id, bytes]);
      return (await answer<{ bytes: number }>(id)).bytes;
    },
    async upload(bytes) {
      const id = ++lastId;
      await sendChunks(id, bytes, send);
      return (await answer<{ bytes: number }>(id)).bytes;
    },
    async close() {
      socket.close();
      await once(socket, "close");
    },
  };
}

async function sendChunks(id: number, bytes: number, send: (frame: Frame) => void): Promise<void> {
  for await (const chunk of chunks(bytes)) send(["item", id, chunk]);
  send(["end", id]);
}
