import { createServer as createTcpServer } from "node:net";
import { defineSchema, procedure } from "@hawser/core";
import { createServer, type Server } from "@hawser/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { TestPeer } from "./test-peer.js";
import { transports } from "./transports.js";

const schema = defineSchema({
  name: "graceful",
  procedures: {
    bytes: procedure({ input: z.int(), output: z.instanceof(Uint8Array) }),
  },
});

describe.each(transports)("a server on %s", (_name, createTransport, why) => {
  const host = "127.0.0.1";

  test("closes when the last byte of its answers has left", async (context) => {
    if (why) context.skip(why);
    const { server, answered } = createAnswering();
    const { port } = await server.listen({ port: 0, host, transport: await createTransport() });
    const peer = await TestPeer.open(`ws://${host}:${port}/`);
    const id = peer.start("bytes", 10_000_000);
    await answered;
    await server.close();
    expect(await peer.closed).toEqual({ code: 1001, reason: "the server is going away" });
    expect(((await peer.outcome(id)).output as Uint8Array).byteLength).toBe(10_000_000);
  });

  test("does not wait longer than its grace for a peer that does not read", async (context) => {
    if (why) context.skip(why);
    const { server, answered } = createAnswering();
    const { port } = await server.listen({ port: 0, host, transport: await createTransport() });
    const peer = await TestPeer.open(`ws://${host}:${port}/`);
    peer.socket.pause();
    peer.start("bytes", 14_000_000);
    await answered;
    const startedAtMs = performance.now();
    await server.close({ graceMs: 100 });
    const tookMs = performance.now() - startedAtMs;
    expect(tookMs).toBeGreaterThan(90);
    expect(tookMs).toBeLessThan(1_000);
    expect(server.connectionCount).toBe(0);
    peer.socket.terminate();
    await peer.closed;
  });

  test("may try again on the same transport when its port was in use", async (context) => {
    if (why) context.skip(why);
    const other = createTcpServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, host, () => resolve((other.address() as { port: number }).port));
    });
    const { server } = createAnswering();
    const transport = await createTransport();
    await expect(server.listen({ port, host, transport })).rejects.toThrow("in use");
    await new Promise((resolve) => other.close(resolve));
    expect(await server.listen({ port, host, transport })).toEqual({ port });
    const peer = await TestPeer.open(`ws://${host}:${port}/`);
    expect(await peer.call("bytes", 1)).toEqual({ output: new Uint8Array(1) });
    peer.close();
    await peer.closed;
    await server.close();
  });
});

/** A server, and the moment at which its first call is answered. */
function createAnswering(): { server: Server<typeof schema>; answered: Promise<void> } {
  let isAnswered: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    isAnswered = resolve;
  });
  const server = createServer(schema, {
    procedures: {
      bytes: (byteCount) => {
        isAnswered();
        return new Uint8Array(byteCount);
      },
    },
  });
  return { server, answered };
}
