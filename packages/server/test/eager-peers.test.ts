import { defineSchema, procedure } from "@hawser/core";
import { createServer } from "@hawser/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { TestPeer } from "./test-peer.js";
import { transports } from "./transports.js";

const schema = defineSchema({
  name: "eager",
  procedures: {
    bytes: procedure({ input: z.int(), output: z.instanceof(Uint8Array) }),
  },
});

describe.each(transports)("a peer that reads all it gets, over %s", (_name, createTransport, why) => {
  test("may call as often as it may have calls in flight, whatever their answers add up to", async (context) => {
    if (why) context.skip(why);
    const server = createServer(schema, { procedures: { bytes: (count) => new Uint8Array(count) } });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await createTransport() });
    const peer = await TestPeer.open(`ws://127.0.0.1:${port}/`);
    const outcomes = Array.from({ length: 1_024 }, () => peer.call("bytes", 10_000));
    const ended = peer.closed.then(({ code }) => code);
    expect(await Promise.race([Promise.all(outcomes).then(() => "answered"), ended])).toBe("answered");
    peer.close();
    await peer.closed;
    await server.close();
  });
});
