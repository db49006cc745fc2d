import { expect, test } from "vitest";
import { watchFromThread } from "./byte-watcher.js";
import type { CreateTransport } from "./create-transport.js";
import { handshake, RawClient } from "./raw-client.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect } from "./test-client.js";

/** Around the three forms of a frame's length (RFC 6455 5.2), and one that needs many reads. */
const sizes = [0, 1, 125, 126, 65_535, 65_536, 2 ** 20];

export function messagesBehaviour(create: CreateTransport): void {
  test.each(sizes)("carries %i bytes both ways", async (size) => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const receiver = await endpoint.opened.next();
    const bytes = patternOf(size);

    client.websocket.send(bytes);
    expect(Buffer.compare(await receiver.messages.next(), bytes)).toBe(0);
    receiver.socket.send(bytes);
    expect(Buffer.compare(await client.messages.next(), bytes)).toBe(0);
  });

  test("gives messages as plain Uint8Arrays of their own length", async () => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const receiver = await endpoint.opened.next();
    const prototypes: unknown[] = [];
    receiver.onMessage = (bytes) => prototypes.push(Object.getPrototypeOf(bytes));
    client.websocket.send(patternOf(3));
    expect((await receiver.messages.next()).byteLength).toBe(3);
    expect(prototypes[0] === Uint8Array.prototype).toBe(true);
  });

  test("joins the fragments of a message", async () => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    client.websocket.send(Buffer.from("in "), { fin: false });
    client.websocket.send(Buffer.from("three "), { fin: false });
    client.websocket.send(Buffer.from("parts"), { fin: true });
    const receiver = await endpoint.opened.next();
    expect(Buffer.from(await receiver.messages.next()).toString()).toBe("in three parts");
  });

  test("tells of a text message, and of binary ones around it", async () => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    client.websocket.send("text");
    client.websocket.send(patternOf(1));
    const receiver = await endpoint.opened.next();
    await receiver.messages.next();
    expect(receiver.texts.size).toBe(1);
    expect(receiver.messages.size).toBe(0);
  });

  test("takes a message of `maxMessageBytes` and closes on a larger one with 1009", async () => {
    const endpoint = new RecordingEndpoint({ maxMessageBytes: 1000 });
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const receiver = await endpoint.opened.next();
    client.websocket.send(patternOf(1000));
    expect(await receiver.messages.next()).toHaveLength(1000);

    client.websocket.send(patternOf(1001));
    expect(await client.ends.next()).toMatchObject({ code: 1009 });
    expect(await receiver.ends.next()).toMatchObject({ code: 1009 });
    expect(receiver.messages.size).toBe(0);
  });

  test("ends a connection that announces an absurd length, at once and alone", async () => {
    const endpoint = new RecordingEndpoint({ maxMessageBytes: 1000 });
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const bystander = await connect(`ws://127.0.0.1:${port}/`);
    const raw = new RawClient(port);
    raw.write(handshake("/"));
    await raw.readTo("\r\n\r\n");
    // A binary frame of 2^63 - 1 bytes; then the peer leaves it to the server to end this.
    raw.write("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00");
    await raw.closed;

    bystander.websocket.send(patternOf(1));
    const receiver = await endpoint.opened.next();
    expect(await receiver.messages.next()).toEqual(new Uint8Array(patternOf(1)));
  });

  test.each([
    ["a reserved opcode", "\x83\x80\x00\x00\x00\x00"],
    ["a reserved bit", "\xc2\x80\x00\x00\x00\x00"],
    ["a continuation of nothing", "\x80\x80\x00\x00\x00\x00"],
    ["a control frame in fragments", "\x09\x80\x00\x00\x00\x00"],
    ["a control frame of 126 bytes", `\x89\xfe\x00\x7e\x00\x00\x00\x00${"a".repeat(126)}`],
  ])("ends a connection that breaks RFC 6455 with %s", async (_breach, frame) => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const raw = new RawClient(port);
    raw.write(handshake("/"));
    await raw.readTo("\r\n\r\n");
    const receiver = await endpoint.opened.next();
    raw.write(frame);
    expect(await receiver.ends.next()).toMatchObject({ code: 1006 });
    expect(receiver.messages.size).toBe(0);
    raw.socket.end();
    await raw.closed;
  });

  test.each(["apart", "corked"])("sends what the bytes were when they were sent, %s", async (how) => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const { socket } = await endpoint.opened.next();
    // Large ones, too, since these wait in memory.
    const bytes = new Uint8Array(300_000);
    const work = () => {
      for (let value = 1; value <= 20; value++) {
        bytes.fill(value);
        socket.send(value % 2 === 0 ? bytes : bytes.subarray(10, 30));
      }
      bytes.fill(0);
    };
    if (how === "corked") socket.cork(work);
    else work();
    for (let value = 1; value <= 20; value++) {
      const message = await client.messages.next();
      expect(message.byteLength).toBe(value % 2 === 0 ? 300_000 : 20);
      expect(message.every((byte) => byte === value)).toBe(true);
    }
  });

  test("holds back what is sent inside a cork, and nothing else", async () => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const watcher = await watchFromThread(port, handshake("/"));
    const { socket } = await endpoint.opened.next();
    // Outside of the event that opened the socket, which a library may cork of its own accord.
    await new Promise((resolve) => setImmediate(resolve));

    // A server's frame of one byte is three bytes. The watcher is another thread, so it hears while this one blocks.
    socket.send(patternOf(1));
    expect(watcher.hears(3, 5_000)).toBe(true);
    socket.cork(() => {
      socket.send(patternOf(1));
      expect(watcher.hears(6, 100)).toBe(false);
      socket.send(patternOf(1));
    });
    expect(watcher.hears(9, 5_000)).toBe(true);
  });

  test("runs corked work at once, nested or not, and lets its errors through", async () => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const { socket } = await endpoint.opened.next();
    expect(() => {
      socket.cork(() => {
        socket.send(Buffer.from("1"));
        socket.cork(() => socket.send(Buffer.from("2")));
        socket.send(Buffer.from("3"));
        throw new Error("in the cork");
      });
    }).toThrow("in the cork");
    socket.send(Buffer.from("4"));
    for (const expected of ["1", "2", "3", "4"]) expect(String(await client.messages.next())).toBe(expected);
  });
}

function patternOf(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + 7) % 251));
}
