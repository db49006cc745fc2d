import { once } from "node:events";
import { kinds, subprotocol } from "@hawser/core";
import { pack } from "msgpackr";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { memory } from "../../packages/server/test/protocol/flat-memory.js";
import schema from "./old.schema.js";
import { serve } from "./skew-server.js";

// A server keeps one bit of what a client's fingerprint told it: whether it is its own. It keeps no mapping of another
// schema, neither for a connection nor for a fingerprint, however many there are.

const kilobyte = 1_024;

test("nothing is kept of a fingerprint, neither while its connection is open nor after", async () => {
  const { server, url } = await serve(schema, { outputs: { ping: "pong" }, errors: {}, events: {} });
  const rounds = async (count: number, fingerprintBytes: number): Promise<number> => {
    const sockets: WebSocket[] = [];
    const before = await memory();
    for (let i = 0; i < count; i++) sockets.push(await hello(url, String(i).padStart(fingerprintBytes, "0")));
    const open = await memory();
    const closed = sockets.map((socket) => once(socket, "close"));
    for (const socket of sockets) socket.close();
    await Promise.all(closed);
    return (open.heapBytes - before.heapBytes) / count;
  };
  await rounds(50, 16);
  const atStart = await memory();
  const [short, long] = [await rounds(200, 16), await rounds(200, 64 * kilobyte)];
  // 64 KiB each, if it were kept.
  expect(long - short).toBeLessThan(16 * kilobyte);
  // 12.5 MiB, if they were kept; buffers that have grown are some of that.
  expect((await memory()).heapBytes - atStart.heapBytes).toBeLessThan(4_096 * kilobyte);
  await server.close({ graceMs: 0 });
});

/** A connection that the server has accepted. */
async function hello(url: string, fingerprint: string): Promise<WebSocket> {
  const socket = new WebSocket(url, subprotocol);
  await once(socket, "open");
  socket.send(pack([kinds.hello, fingerprint]));
  await once(socket, "message");
  return socket;
}
