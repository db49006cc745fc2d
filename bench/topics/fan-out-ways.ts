import { App, type us_listen_socket, us_socket_local_port, type WebSocket } from "uWebSockets.js";
import { encodeBatches } from "@hawser/core";
import { createServer } from "@hawser/server";
import schema from "./schema.js";

/** By which way an event comes to everybody. */
export const ways = ["Hawser", "publish of uWebSockets.js", "a loop of send"] as const;
export type Way = (typeof ways)[number];

/** A server whose subscribers subscribe by connecting. */
export interface FanOut {
  readonly port: number;
  /** Publishes one event. */
  publish(offset: number): void;
}

export const servers: Readonly<Record<Way, () => Promise<FanOut>>> = {
  async Hawser() {
    const server = createServer(schema, { procedures: {} });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
    return { port, publish: (offset) => void server.publish.resume(eventOf(offset)) };
  },
  async "publish of uWebSockets.js"() {
    const app = App();
    const port = await listen(app, (socket) => void socket.subscribe("everybody"));
    return { port, publish: (offset) => void app.publish("everybody", packed(offset), true) };
  },
  async "a loop of send"() {
    const sockets: WebSocket<unknown>[] = [];
    const port = await listen(App(), (socket) => sockets.push(socket));
    return {
      port,
      publish(offset) {
        const message = packed(offset);
        for (const socket of sockets) socket.send(message, true);
      },
    };
  },
};

function listen(app: ReturnType<typeof App>, open: (socket: WebSocket<unknown>) => void): Promise<number> {
  app.ws("/", { maxBackpressure: 0, idleTimeout: 0, open });
  return new Promise((resolve) => {
    app.listen("127.0.0.1", 0, (socket) => resolve(us_socket_local_port(socket as us_listen_socket)));
  });
}

/** The frame that Hawser sends. */
function packed(offset: number): Uint8Array {
  const { dueMs, key, filler: bytes } = eventOf(offset);
  const [message] = encodeBatches([[8, 0, offset, { dueMs, key, filler: bytes }]], 65_536);
  return message as Uint8Array;
}

function eventOf(offset: number): { dueMs: number; key: string; filler: Uint8Array<ArrayBuffer> } {
  return { dueMs: offset, key: "k", filler };
}

const filler = new Uint8Array(100);
