import { connect as connectTcp, type Socket as TcpSocket } from "node:net";
import { expect, test } from "vitest";
import type { Socket, Transport } from "../transport.js";
import type { CreateTransport } from "./create-transport.js";
import { RecordingEndpoint, type RecordingReceiver } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect, type TestClient } from "./test-client.js";

/** @param hasGroups whether sockets follow groups; a transport may leave that out. */
export function groupsBehaviour(create: CreateTransport, hasGroups: boolean): void {
  test("either has groups or says that it has none", async () => {
    const { transport, peers } = await open(create, 1);
    const offered = [transport.broadcast, peers[0]?.socket.follow, peers[0]?.socket.unfollow];
    expect(offered.map((method) => method !== undefined)).toEqual([hasGroups, hasGroups, hasGroups]);
  });

  if (!hasGroups) return;

  test("brings a broadcast to those who follow the group, and to nobody else", async () => {
    const { transport, peers } = await open(create, 4);
    for (const [index, { socket }] of peers.entries()) socket.follow?.(index < 2 ? "a" : "b");
    peers[1]?.socket.follow?.("b");
    transport.broadcast?.("a", text("to a"));
    transport.broadcast?.("b", text("to b"));
    transport.broadcast?.("nobody", text("to nobody"));
    for (const { socket } of peers) socket.send(text("end"));
    expect(await Promise.all(peers.map(read))).toEqual([["to a"], ["to a", "to b"], ["to b"], ["to b"]]);
  });

  test("keeps the order of sends and broadcasts, in and out of a cork", async () => {
    const { transport, peers } = await open(create, 2);
    for (const { socket } of peers) socket.follow?.("a");
    const [first] = peers as [Peer];
    const both = (from: number): void => {
      first.socket.send(text(`${from}`));
      transport.broadcast?.("a", text(`${from + 1}`));
      transport.broadcast?.("a", text(`${from + 2}`));
      first.socket.send(text(`${from + 3}`));
    };
    both(0);
    first.socket.cork(() => both(4));
    // Longer than what the library joins.
    transport.broadcast?.("a", text(`8${" ".repeat(100_000)}`));
    both(9);
    for (const { socket } of peers) socket.send(text("end"));
    const numbers = (await Promise.all(peers.map(read))).map((told) => told.map(Number));
    expect(numbers[0]).toEqual([...Array(13).keys()]);
    expect(numbers[1]).toEqual([1, 2, 5, 6, 8, 10, 11]);
  });

  test("sends by itself what was broadcast, whenever that was", async () => {
    const { transport, peers } = await open(create, 1);
    const [peer] = peers as [Peer];
    peer.socket.follow?.("a");
    for (const when of [setImmediate, (work: () => void) => setTimeout(work, 1), process.nextTick, queueMicrotask]) {
      when(() => transport.broadcast?.("a", text("now")));
      expect(String(await peer.client.messages.next())).toBe("now");
    }
    peer.receiver.onMessage = () => transport.broadcast?.("a", text("asked"));
    peer.client.websocket.send("?");
    peer.client.websocket.send(text("?"));
    expect(String(await peer.client.messages.next())).toBe("asked");
  });

  test("brings what was broadcast before a socket left its group, and nothing later", async () => {
    const { transport, peers } = await open(create, 2);
    for (const { socket } of peers) socket.follow?.("a");
    const [first] = peers as [Peer];
    transport.broadcast?.("a", text("before"));
    first.socket.unfollow?.("a");
    transport.broadcast?.("a", text("after"));
    first.socket.follow?.("a");
    transport.broadcast?.("a", text("back"));
    for (const { socket } of peers) socket.send(text("end"));
    expect(await Promise.all(peers.map(read))).toEqual([
      ["before", "back"],
      ["before", "after", "back"],
    ]);
  });

  test("brings what was broadcast before a socket closes", async () => {
    const { transport, peers } = await open(create, 2);
    for (const { socket } of peers) socket.follow?.("a");
    const [first] = peers as [Peer];
    transport.broadcast?.("a", text("last"));
    first.socket.close(4000, "bye");
    expect(String(await first.client.messages.next())).toBe("last");
    expect(await first.client.ends.next()).toMatchObject({ code: 4000 });
    // A socket that is gone follows nothing, and nobody minds.
    first.socket.follow?.("a");
    first.socket.unfollow?.("a");
    transport.broadcast?.("a", text("end"));
    expect(await read(peers[1] as Peer)).toEqual(["last"]);
  });

  test("drops nothing for a follower that stalls, and counts what waits", async () => {
    const { transport, peers } = await open(create, 2);
    for (const { socket } of peers) socket.follow?.("a");
    const [stalled, other] = peers as [Peer, Peer];
    stalled.client.websocket.pause();
    const count = 1_000;
    for (let n = 0; n < count; n++) {
      transport.broadcast?.("a", text(`${n}${" ".repeat(20_000)}`));
      expect(Number(await other.client.messages.next())).toBe(n);
    }
    expect(stalled.socket.bufferedBytes()).toBeGreaterThan(count * 5_000);
    expect(other.socket.bufferedBytes()).toBe(0);
    stalled.client.websocket.resume();
    for (let n = 0; n < count; n++) expect(Number(await stalled.client.messages.next())).toBe(n);
    expect(await stalled.receiver.drains.next()).toEqual({ bufferedBytes: 0 });
  });

  test("compresses a broadcast for those who agreed to that", async () => {
    const endpoint = new RecordingEndpoint({ compression: true });
    const { transport, port } = await serve(create, { endpoints: { "/": endpoint } });
    let stream: TcpSocket | undefined;
    const createConnection = (): TcpSocket => {
      stream = connectTcp(port, "127.0.0.1");
      return stream;
    };
    const compressed = await connect(`ws://127.0.0.1:${port}/`, { perMessageDeflate: true, createConnection });
    (await endpoint.opened.next()).socket.follow?.("a");
    const plain = await connect(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
    (await endpoint.opened.next()).socket.follow?.("a");
    const readBefore = stream?.bytesRead ?? 0;
    const repetitive = Buffer.alloc(100_000, "a wide hawser ");
    transport.broadcast?.("a", repetitive);
    for (const client of [compressed, plain]) {
      expect(Buffer.compare(await client.messages.next(), repetitive)).toBe(0);
    }
    expect((stream?.bytesRead ?? 0) - readBefore).toBeLessThan(10_000);
  });
}

interface Peer {
  readonly client: TestClient;
  readonly receiver: RecordingReceiver;
  readonly socket: Socket;
}

async function open(create: CreateTransport, count: number): Promise<{ transport: Transport; peers: Peer[] }> {
  const endpoint = new RecordingEndpoint();
  const { transport, port } = await serve(create, { endpoints: { "/": endpoint } });
  const peers: Peer[] = [];
  for (let i = 0; i < count; i++) {
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const receiver = await endpoint.opened.next();
    peers.push({ client, receiver, socket: receiver.socket });
  }
  return { transport, peers };
}

/** @returns what came before the end. */
async function read({ client }: Peer): Promise<string[]> {
  const told: string[] = [];
  for (let next = ""; ; told.push(next)) {
    next = String(await client.messages.next());
    if (next === "end") return told;
  }
}

function text(words: string): Uint8Array {
  return Buffer.from(words);
}
