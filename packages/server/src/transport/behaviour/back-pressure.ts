import { expect, test } from "vitest";
import type { CreateTransport } from "./create-transport.js";
import { RecordingEndpoint, type RecordingReceiver } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect, type TestClient } from "./test-client.js";

/** Far more than the kernel's buffers of both ends take, which is about 4 MB on Linux. */
const messageCount = 3000;
const messageBytes = 10_000;

export function backPressureBehaviour(create: CreateTransport): void {
  test("loses nothing for a reader that stalls, and says when all has left", async () => {
    const { client, receiver } = await stalled(create);
    const left = Array.from({ length: messageCount }, (_, index) => receiver.socket.send(numbered(index)));
    expect([left.at(0), left.at(-1)]).toEqual([true, false]);
    expect(receiver.socket.bufferedBytes()).toBeGreaterThan((messageCount * messageBytes) / 4);
    expect(receiver.drains.size).toBe(0);

    client.websocket.resume();
    for (let index = 0; index < messageCount; index++) {
      const message = await client.messages.next();
      expect(message.byteLength).toBe(messageBytes);
      expect(message.readUInt32BE()).toBe(index);
    }
    expect(await receiver.drains.next()).toEqual({ bufferedBytes: 0 });
    expect(receiver.socket.bufferedBytes()).toBe(0);

    // A reader that keeps up causes none.
    expect(receiver.socket.send(numbered(0))).toBe(true);
    await client.messages.next();
    expect(receiver.drains.size).toBe(0);
  });

  test("says it again when the reader stalls again", async () => {
    const { client, receiver } = await stalled(create);
    for (const round of [1, 2]) {
      client.websocket.pause();
      receiver.socket.cork(() => {
        for (let index = 0; index < messageCount; index++) receiver.socket.send(numbered(round));
      });
      expect(receiver.socket.bufferedBytes()).toBeGreaterThan(0);
      client.websocket.resume();
      for (let index = 0; index < messageCount; index++) await client.messages.next();
      expect(await receiver.drains.next()).toEqual({ bufferedBytes: 0 });
    }
  });

  test("drops a stalled reader on `terminate`, with what waits for it", async () => {
    const { client, receiver } = await stalled(create);
    for (let index = 0; index < messageCount; index++) receiver.socket.send(numbered(index));
    receiver.socket.terminate();
    expect(receiver.ends.size).toBe(1);
    expect(await receiver.ends.next()).toMatchObject({ code: 1006 });
    expect(receiver.socket.bufferedBytes()).toBe(0);
    client.websocket.resume();
    expect(await client.ends.next()).toMatchObject({ code: 1006 });
    expect(client.messages.size).toBeLessThan(messageCount);
  });

  test("closes behind what a stalled reader still has to read", async () => {
    const { client, receiver } = await stalled(create);
    for (let index = 0; index < messageCount; index++) receiver.socket.send(numbered(index));
    receiver.socket.close(4413, "too slow");
    expect(await receiver.ends.next()).toEqual({ code: 4413, reason: "too slow" });
    client.websocket.resume();
    expect(await client.ends.next()).toEqual({ code: 4413, reason: "too slow" });
    expect(client.messages.size).toBe(messageCount);
    expect(receiver.drains.size).toBe(0);
  });
}

async function stalled(create: CreateTransport): Promise<{ client: TestClient; receiver: RecordingReceiver }> {
  const endpoint = new RecordingEndpoint();
  const { port } = await serve(create, { endpoints: { "/": endpoint } });
  const client = await connect(`ws://127.0.0.1:${port}/`);
  client.websocket.pause();
  return { client, receiver: await endpoint.opened.next() };
}

function numbered(index: number): Buffer {
  const message = Buffer.alloc(messageBytes);
  message.writeUInt32BE(index);
  return message;
}
