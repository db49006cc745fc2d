import { connect as connectTcp, type Socket } from "node:net";
import { expect, test } from "vitest";
import type { CreateTransport } from "./create-transport.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect } from "./test-client.js";

export function compressionBehaviour(create: CreateTransport): void {
  const repetitive = Buffer.alloc(100_000, "a wide hawser ");

  test("deflates messages of 1 KiB and more both ways where the endpoint asks for it", async () => {
    const endpoint = new RecordingEndpoint({ compression: true });
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    let stream: Socket | undefined;
    const client = await connect(`ws://127.0.0.1:${port}/`, {
      perMessageDeflate: true,
      createConnection: () => {
        stream = connectTcp(port, "127.0.0.1");
        return stream;
      },
    });
    const receiver = await endpoint.opened.next();
    const readBefore = stream?.bytesRead ?? 0;
    receiver.socket.send(repetitive);
    expect(Buffer.compare(await client.messages.next(), repetitive)).toBe(0);
    expect((stream?.bytesRead ?? 0) - readBefore).toBeLessThan(repetitive.byteLength / 10);

    receiver.socket.send(Buffer.alloc(100, "a"));
    const smallBefore = stream?.bytesRead ?? 0;
    expect(String(await client.messages.next())).toBe("a".repeat(100));
    expect((stream?.bytesRead ?? 0) - smallBefore).toBe(102);

    client.websocket.send(repetitive);
    expect(Buffer.compare(await receiver.messages.next(), repetitive)).toBe(0);
  });

  test("ends a connection whose message would inflate beyond `maxMessageBytes`", async () => {
    const endpoint = new RecordingEndpoint({ compression: true, maxMessageBytes: 10_000 });
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`, { perMessageDeflate: true });
    const receiver = await endpoint.opened.next();
    client.websocket.send(repetitive);
    const { code } = await client.ends.next();
    expect([1006, 1009]).toContain(code);
    expect(receiver.messages.size).toBe(0);
  });

  test("is not even negotiated otherwise", async () => {
    const { port } = await serve(create, { endpoints: { "/": new RecordingEndpoint() } });
    const client = await connect(`ws://127.0.0.1:${port}/`, { perMessageDeflate: true });
    expect(client.websocket.extensions).toBe("");
  });
}
