import type { AddressInfo } from "node:net";
import { subprotocol } from "@hawser/core";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { ping, schema } from "../test/fixtures.js";
import { createConnection } from "./connection.js";
import { call } from "./make-call.js";
import type { WebSocketLike } from "./socket.js";
import { openSocket } from "./socket.node.js";

const servers: WebSocketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function echoServer(): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  server.on("connection", (peer) => peer.on("message", (data) => peer.send(data)));
  await new Promise((resolve) => server.once("listening", resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function opened(socket: WebSocketLike): Promise<unknown> {
  return new Promise((resolve) => {
    socket.onopen = resolve;
  });
}

test("speaks the subprotocol and carries bytes both ways as ArrayBuffers", async () => {
  const socket = openSocket(await echoServer(), [subprotocol]);
  socket.binaryType = "arraybuffer";
  await opened(socket);
  expect([socket.readyState, socket.protocol]).toEqual([1, subprotocol]);
  const message = new Promise<{ data: unknown }>((resolve) => {
    socket.onmessage = resolve;
  });
  socket.send(Uint8Array.of(1, 2));
  const { data } = await message;
  expect(data).toBeInstanceOf(ArrayBuffer);
  expect(new Uint8Array(data as ArrayBuffer)).toEqual(Uint8Array.of(1, 2));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.onclose = resolve;
  });
  socket.close(4400, "enough");
  expect(await closed).toMatchObject({ code: 4400, reason: "enough" });
});

test("a connection closed while its socket opens ends quietly", async () => {
  let socket: WebSocketLike | undefined;
  const connection = createConnection(schema, await echoServer(), {
    socket: (url, subprotocols) => {
      socket = openSocket(url, subprotocols);
      return socket;
    },
  });
  // Only microtasks pass here, so the network has had no chance to answer.
  while (!socket) await Promise.resolve();
  expect(socket.readyState).toBe(0);
  await connection.close();
  expect([connection.status, socket.readyState]).toEqual([{ state: "closed" }, 3]);
});

test("a call that waited in vain says why", async () => {
  const url = await echoServer();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  const connection = createConnection(schema, url, { timeoutMs: 200 });
  const failed = call(connection, ping, undefined);
  await expect(failed).rejects.toThrow(/^unavailable: ping was not sent: .*; .*ECONNREFUSED/);
  await connection.close();
});
