import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Inspected } from "./inspected.js";
import { startProxy } from "./proxy.js";

interface Rig {
  readonly inspected: Inspected[];
  /** A client's socket through the proxy, and the server's end of it. */
  open(
    path?: string,
    headers?: Record<string, string>,
  ): Promise<{ client: WebSocket; server: WebSocket; request: IncomingMessage }>;
}

async function rig(): Promise<Rig> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", autoPong: false });
  await once(server, "listening");
  const inspected: Inspected[] = [];
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy = await startProxy({ url, headers: {}, port: 0, onInspected: (happening) => inspected.push(happening) });
  onTestFinished(async () => {
    await proxy.close();
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    inspected,
    open: async (path = "/", headers = {}) => {
      const connected = once(server, "connection") as Promise<[WebSocket, IncomingMessage]>;
      const client = new WebSocket(`ws://127.0.0.1:${proxy.port}${path}`, ["b", "a"], { headers });
      const [[socket, request]] = await Promise.all([connected, once(client, "open")]);
      return { client, server: socket, request };
    },
  };
}

test("messages of any size go both ways, byte for byte and in order", async () => {
  const { inspected, open } = await rig();
  const { client, server } = await open();
  server.on("message", (data, isBinary) => server.send(data as Buffer, { binary: isBinary }));
  const sent = [0, 1, 125, 126, 65_535, 65_536, 3_000_000].map((length) => Buffer.alloc(length, length % 251));
  const back: [Buffer, boolean][] = [];
  client.on("message", (data, isBinary) => back.push([data as Buffer, isBinary]));
  for (const bytes of sent) client.send(bytes);
  client.send("text, ünïcode");
  await vi.waitFor(() => expect(back).toHaveLength(sent.length + 1), 5_000);
  expect(back.slice(0, -1).every(([data, isBinary], i) => isBinary && data.equals(sent[i] as Buffer))).toBe(true);
  expect(back.at(-1)).toEqual([Buffer.from("text, ünïcode"), false]);
  expect(inspected.filter(({ type }) => type === "message")).toHaveLength(2 * back.length);
  expect(inspected.at(-1)).toMatchObject({ type: "message", from: "server", data: "text, ünïcode", connection: 1 });
});

test("path, query, subprotocol and the client's headers reach the server", async () => {
  const { open } = await rig();
  const { client, request } = await open("/rpc?x=1", { origin: "https://app.example.com", cookie: "a=b" });
  expect(request.url).toBe("/rpc?x=1");
  expect(request.headers).toMatchObject({
    origin: "https://app.example.com",
    cookie: "a=b",
    "sec-websocket-protocol": "b,a",
  });
  expect(client.protocol).toBe("b");
});

test("a path never leads to another host", async () => {
  const { open } = await rig();
  const { request } = await open("//example.com/x");
  expect(request.url).toMatch(/^\/(x|\/example\.com\/x)$/);
});

test("the pings of WebSocket and their answers are handed on", async () => {
  const { open } = await rig();
  const { client, server } = await open();
  client.on("ping", (data) => client.pong(data));
  server.ping("are you there?");
  expect(String((await once(server, "pong"))[0])).toBe("are you there?");
});

test.each([
  ["client", 1000, "done"],
  ["server", 4401, "not you"],
  ["client", undefined, ""],
] as const)("the %s closes with %s", async (from, code, reason) => {
  const { inspected, open } = await rig();
  const pair = await open();
  const [closer, other] = from === "client" ? [pair.client, pair.server] : [pair.server, pair.client];
  const closed = once(other, "close");
  closer.close(code, reason);
  const [seen, why] = await closed;
  expect([seen, String(why)]).toEqual([code ?? 1005, reason]);
  expect(inspected.at(-1)).toMatchObject({ type: "closed", from, code: code ?? 1005, reason });
});

test("an end that vanishes takes the other with it", async () => {
  const { open } = await rig();
  const first = await open();
  first.client.terminate();
  expect((await once(first.server, "close"))[0]).toBe(1006);
  const second = await open();
  second.server.terminate();
  expect((await once(second.client, "close"))[0]).toBe(1006);
});

test("who reads slowly slows down who sends", async () => {
  const { inspected, open } = await rig();
  const { client, server } = await open();
  client.pause();
  const bytes = Buffer.alloc(256 * 1024);
  for (let i = 0; i < 256; i++) server.send(bytes);
  const count = () => inspected.filter(({ type }) => type === "message").length;
  await vi.waitFor(() => expect(count()).toBeGreaterThan(0));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(count()).toBeLessThan(200);
  let received = 0;
  client.on("message", () => {
    received += 1;
  });
  client.resume();
  await vi.waitFor(() => expect(received).toBe(256), 5_000);
});
