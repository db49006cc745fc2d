import { expect, test } from "vitest";
import type { Transport } from "../transport.js";
import type { CreateTransport } from "./create-transport.js";
import { RecordingEndpoint, type RecordingReceiver } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect, type TestClient } from "./test-client.js";

export function closingBehaviour(create: CreateTransport): void {
  test("carries the server's code and reason, and tells the receiver before `close` returns", async () => {
    const { client, receiver } = await connected(create);
    receiver.socket.close(4400, "a reason");
    expect(receiver.ends.size).toBe(1);
    expect(await receiver.ends.next()).toEqual({ code: 4400, reason: "a reason" });
    expect(await client.ends.next()).toEqual({ code: 4400, reason: "a reason" });
  });

  test("carries a reason of 123 bytes", async () => {
    const { client, receiver } = await connected(create);
    const reason = `${"ä".repeat(61)}.`;
    receiver.socket.close(1001, reason);
    expect(await client.ends.next()).toEqual({ code: 1001, reason });
  });

  test("sends what was sent before the close, and delivers nothing after it", async () => {
    const { client, receiver } = await connected(create);
    receiver.onMessage = () => {
      receiver.socket.send(Buffer.from("last words"));
      receiver.socket.close(4400, "enough");
      receiver.socket.send(Buffer.from("never sent"));
    };
    for (const text of ["1", "2", "3"]) client.websocket.send(Buffer.from(text));
    expect(await client.ends.next()).toEqual({ code: 4400, reason: "enough" });
    expect(String(await client.messages.next())).toBe("last words");
    expect(client.messages.size).toBe(0);
    expect(receiver.messages.size).toBe(1);
  });

  test.each([
    { code: 4001, reason: "bye", expected: { code: 4001, reason: "bye" } },
    { code: 1000, reason: "", expected: { code: 1000, reason: "" } },
    // RFC 6455 7.1.5: a close frame without a code.
    { code: undefined, reason: undefined, expected: { code: 1005, reason: "" } },
  ])("tells the receiver the peer's code $code and reason", async ({ code, reason, expected }) => {
    const { client, receiver } = await connected(create);
    client.websocket.close(code, reason);
    expect(await receiver.ends.next()).toEqual(expected);
  });

  test("does nothing on a socket whose peer has vanished, before and after it is known", async () => {
    const { client, receiver } = await connected(create);
    client.websocket.terminate();
    // The kernel refuses these sooner or later, and the library hears of it later still.
    for (let round = 0; receiver.ends.size === 0 && round < 10_000; round++) {
      receiver.socket.send(Buffer.alloc(100));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await receiver.ends.next()).toMatchObject({ code: 1006 });

    receiver.socket.send(Buffer.alloc(100));
    receiver.socket.cork(() => receiver.socket.send(Buffer.alloc(100)));
    receiver.socket.close(1000, "");
    receiver.socket.terminate();
    expect(receiver.socket.bufferedBytes()).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(receiver.ends.size).toBe(0);
  });

  test("drops the peer on `terminate`, and tells the receiver before it returns", async () => {
    const { client, receiver } = await connected(create);
    receiver.socket.terminate();
    expect(receiver.ends.size).toBe(1);
    expect(await receiver.ends.next()).toMatchObject({ code: 1006 });
    expect(await client.ends.next()).toMatchObject({ code: 1006 });
  });

  test("survives a close inside a cork", async () => {
    const { client, receiver } = await connected(create);
    receiver.socket.cork(() => {
      receiver.socket.send(Buffer.from("last words"));
      receiver.socket.close(1000, "done");
      receiver.socket.send(Buffer.from("never sent"));
    });
    expect(await client.ends.next()).toEqual({ code: 1000, reason: "done" });
    expect(client.messages.size).toBe(1);
  });

  test("ends every socket when the transport closes, each receiver once", async () => {
    const { client, receiver, transport } = await connected(create);
    await transport.close();
    expect(receiver.ends.size).toBe(1);
    expect(await receiver.ends.next()).toMatchObject({ code: 1006 });
    expect(await client.ends.next()).toMatchObject({ code: 1006 });
    await transport.close();
    expect(receiver.ends.size).toBe(0);
  });

  test("delivers a close that came right before the transport's", async () => {
    const { client, receiver, transport } = await connected(create);
    receiver.socket.close(1001, "going away");
    await transport.close();
    expect(await client.ends.next()).toEqual({ code: 1001, reason: "going away" });
    expect(receiver.ends.size).toBe(1);
  });
}

interface Connected {
  client: TestClient;
  receiver: RecordingReceiver;
  transport: Transport;
}

async function connected(create: CreateTransport): Promise<Connected> {
  const endpoint = new RecordingEndpoint();
  const { port, transport } = await serve(create, { endpoints: { "/": endpoint } });
  const client = await connect(`ws://127.0.0.1:${port}/`);
  return { client, receiver: await endpoint.opened.next(), transport };
}
