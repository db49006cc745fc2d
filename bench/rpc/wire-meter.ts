import { connect, createServer, type Socket } from "node:net";
import { listen } from "./listen.js";
import { MessageReader } from "./message-reader.js";

/** What went over the wire since it was last asked. */
export interface Wire {
  readonly up: Traffic;
  readonly down: Traffic;
}

export interface Traffic {
  /** Of TCP's content, with the headers of WebSocket. */
  bytes: number;
  /** Of WebSocket. */
  messages: number;
}

/** A relay of the loopback between client and server, which counts. */
export interface WireMeter {
  readonly port: number;
  read(): Wire;
  close(): Promise<void>;
}

export async function meterWire(serverPort: number): Promise<WireMeter> {
  let wire = nothing();
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const server = connect(serverPort, "127.0.0.1");
    for (const socket of [client, server]) {
      sockets.add(socket.setNoDelay(true).on("error", () => socket.destroy()));
      socket.once("close", () => sockets.delete(socket));
    }
    pass(client, server, (bytes, messages) => count(wire.up, bytes, messages));
    pass(server, client, (bytes, messages) => count(wire.down, bytes, messages));
  });
  return {
    port: await listen(relay),
    read() {
      const read = wire;
      wire = nothing();
      return read;
    },
    close: () =>
      new Promise((resolve) => {
        relay.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function nothing(): Wire {
  return { up: { bytes: 0, messages: 0 }, down: { bytes: 0, messages: 0 } };
}

function pass(from: Socket, to: Socket, counted: (bytes: number, messages: number) => void): void {
  const reader = new MessageReader();
  from.on("data", (bytes) => {
    counted(bytes.length, reader.read(bytes).length);
    to.write(bytes);
  });
  from.once("close", () => to.end());
}

function count(traffic: Traffic, bytes: number, messages: number): void {
  traffic.bytes += bytes;
  traffic.messages += messages;
}
