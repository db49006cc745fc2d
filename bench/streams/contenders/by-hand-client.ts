import { once } from "node:events";
import { pack, unpack } from "msgpackr";
import WebSocket from "ws";
import type { Client } from "./contender.js";
import { type Frame, sendChunks } from "./frame-by-hand.js";

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
