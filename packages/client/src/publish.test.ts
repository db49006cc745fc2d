import { kinds } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { hello, journal, messages, ping, quote } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, outcome, proveNothingIsLeft } from "../test/harness.js";
import { readBlobs } from "./blobs.js";
import type { TopicDescriptor } from "./descriptors.js";
import { call } from "./make-call.js";
import { publish, publishBatch } from "./publish.js";

proveNothingIsLeft();

const room = { room: "r1" };
const hi = { text: "hi" };

describe("a publish", () => {
  test("is answered with the position of the event", async () => {
    const { connection, socket } = await connectAndOpen();
    const published = publish(connection, journal, room, hi);
    const made = call(connection, ping, undefined);
    await settled();
    expect(socket.take()).toEqual([
      [kinds.publish, 0, 1, ["r1"], [["hi"]]],
      [kinds.call, 1, 1],
    ]);
    await socket.receive([kinds.result, 1], [kinds.result, 0, ["e", 7]]);
    expect(await published).toEqual({ epoch: "e", offset: 7 });
    await made;
  });

  test("of several events, silent, without params", async () => {
    const { connection, socket } = await connectAndOpen();
    const published = publishBatch(connection, quote, undefined, [1, 2], { silent: true });
    await settled();
    expect(socket.take()).toEqual([[kinds.publish, 0, 3, null, [1, 2], true]]);
    await socket.receive([kinds.result, 0, ["e", 8]]);
    expect(await published).toEqual({ epoch: "e", offset: 8 });
  });

  test("waits for a session, and rides behind hello in maps, as it was when it was made", async () => {
    const { connection, socket } = await connect();
    const events = [{ text: "a" }, { text: "b" }];
    const published = publishBatch(connection, journal, room, events);
    events.pop();
    // The frame around them, the path, the params and the events.
    expect(connection.bufferedBytes).toBe(6 + 7 + 9 + 2 * 8);
    await socket.open();
    expect(socket.take()).toEqual([
      hello(),
      [kinds.publish, 0, "journal", new Map([["room", "r1"]]), [new Map([["text", "a"]]), new Map([["text", "b"]])]],
    ]);
    await socket.welcome(1);
    await socket.receive([kinds.result, 0, ["e", 2]]);
    expect(await published).toEqual({ epoch: "e", offset: 2 });
  });

  test("counts among the calls in flight", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { maxCallsInFlight: 1 });
    const calls = [publish(connection, journal, room, hi), call(connection, ping, undefined)];
    await settled();
    expect(socket.take()).toEqual([[kinds.publish, 0, 1, ["r1"], [["hi"]]]]);
    await socket.receive([kinds.result, 0, ["e", 1]]);
    expect(socket.take()).toEqual([[kinds.call, 0, "ping"]]);
    await socket.receive([kinds.result, 0]);
    await Promise.all(calls);
  });

  test("reads Blobs where its events have bytes", async () => {
    const chunks: TopicDescriptor<undefined, Uint8Array> = {
      path: "chunks",
      id: 9,
      decodeEvent: (wire) => wire,
      eventShape: '{"kind":"bytes"}',
      encodePublish: (chunk) => chunk,
      readBlobs,
    };
    const { connection, socket } = await connectAndOpen();
    const published = publish(connection, chunks, undefined, new Blob(["hi"]));
    await expect.poll(() => socket.sent.length).toBe(1);
    expect(socket.take()).toEqual([[kinds.publish, 0, 9, null, [new TextEncoder().encode("hi")]]]);
    await socket.receive([kinds.result, 0, ["e", 1]]);
    await published;
  });
});

describe("a publish fails", () => {
  test("as the server says", async () => {
    const { connection, socket } = await connectAndOpen();
    const failure = failureOf(publish(connection, journal, room, hi));
    await settled();
    await socket.receive([kinds.error, 0, "forbidden", "not allowed"]);
    expect(await failure).toMatchObject({ code: "forbidden", message: "forbidden: not allowed" });
  });

  test("past its deadline, and may have run", async () => {
    const { connection, socket, clock } = await connectAndOpen();
    const failure = failureOf(publish(connection, journal, room, hi, { timeoutMs: 100 }));
    await settled();
    socket.take();
    await clock.advance(100);
    expect(await failure).toMatchObject({ code: "timeout", mayHaveRun: true });
    expect(socket.take()).toEqual([[kinds.cancel, 0]]);
    await socket.receive([kinds.result, 0, ["e", 1]]);
    expect(connection.status.state).toBe("open");
  });

  test("with the connection's own deadline while there is no session", async () => {
    const { connection, clock } = await connect({ timeoutMs: 200 });
    const failure = failureOf(publish(connection, journal, room, hi));
    await clock.advance(200);
    expect(await failure).toMatchObject({ code: "unavailable", mayHaveRun: false });
    expect(connection.bufferedBytes).toBe(0);
  });

  test("when it is aborted", async () => {
    const { connection, socket } = await connectAndOpen();
    const controller = new AbortController();
    const failure = failureOf(publish(connection, journal, room, hi, { signal: controller.signal }));
    await settled();
    controller.abort();
    expect(await failure).toMatchObject({ code: "cancelled", mayHaveRun: true });
    await socket.receive([kinds.error, 0, "cancelled", "the client cancelled"]);
    expect(await outcome(publish(connection, journal, room, hi, { signal: controller.signal }))).toBe(
      "cancelled: journal was aborted; it was not sent",
    );
  });

  test("with the connection, and is not made again", async () => {
    const { connection, socket, sockets } = await connectAndOpen();
    const sent = failureOf(publish(connection, journal, room, hi));
    await settled();
    const unsent = failureOf(publish(connection, journal, room, hi));
    await socket.end(1006);
    expect(await sent).toMatchObject({ code: "connection_lost", mayHaveRun: true });
    expect(await unsent).toMatchObject({ code: "unavailable", mayHaveRun: false });
    connection.reconnect();
    await settled();
    await sockets[1]?.open();
    expect(sockets[1]?.take()).toEqual([hello()]);
  });

  test("where a frame is larger than the server takes", async () => {
    const { connection, socket } = await connectAndOpen({}, 0, { maxFrameBytes: 100 });
    const failure = failureOf(publish(connection, journal, room, { text: "x".repeat(100) }));
    await settled();
    expect(await failure).toMatchObject({ code: "limit_exceeded", data: { limit: "maxFrameBytes" } });
    expect(socket.take()).toEqual([]);
  });

  test("with what cannot be encoded, and to a topic that takes none", async () => {
    const { connection, socket } = await connectAndOpen();
    expect(await outcome(publish(connection, journal, room, undefined))).toMatch(
      /^invalid_input: what is published to journal cannot be encoded/,
    );
    expect(await outcome(publish(connection, messages, room, hi))).toBe(
      "invalid_input: the schema lets no client publish to messages",
    );
    expect(socket.sent).toEqual([]);
  });

  test("with an answer that is no position", async () => {
    const { connection, socket } = await connectAndOpen();
    const failures = [0, 1].map(() => failureOf(publish(connection, journal, room, hi)));
    await settled();
    await socket.receive([kinds.result, 0, 5], [kinds.result, 1, [1, 2]]);
    for (const failure of failures) expect(await failure).toMatchObject({ code: "protocol" });
    expect(connection.status.state).toBe("open");
  });

  test("after close()", async () => {
    const { connection } = await connectAndOpen();
    const failure = failureOf(publish(connection, journal, room, hi));
    await connection.close();
    expect(await failure).toMatchObject({ code: "closed" });
    expect(await outcome(publish(connection, journal, room, hi))).toBe("closed: the connection is closed");
  });
});
