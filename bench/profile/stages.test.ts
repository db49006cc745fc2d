import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { type Stage, stageOf } from "./stages.js";

test.each<[source: string, name: string, stage: Stage]>([
  ["core/wire/scan.ts", "skip", "scan of the message"],
  ["core/wire/batch.ts", "decodeBatch", "reading msgpack"],
  ["core/wire/batch.ts", "encodeBatches", "writing msgpack"],
  ["core/wire/msgpack.ts", "unpackAll", "reading msgpack"],
  ["core/wire/msgpack.ts", "packAll", "writing msgpack"],
  ["msgpackr/unpack.js", "read", "reading msgpack"],
  ["msgpackr/pack.js", "pack", "writing msgpack"],
  ["compiled", "f8", "values: encoding, decoding, checking"],
  ["server/validate.ts", "validate", "values: encoding, decoding, checking"],
  ["bench/rpc/schema.client.ts", "encodeInput", "values: encoding, decoding, checking"],
  ["bench/rpc/schema.client.ts", "tiny", "handler, caller, publisher"],
  ["server/calls/run-call.ts", "runCall", "life of a call"],
  ["client/calls.ts", "call", "life of a call"],
  ["server/topics/cursor.ts", "receive", "life of a topic"],
  ["server/connections/frames.ts", "handle", "giving frames to what they are for"],
  ["server/connections/outbox.ts", "flush", "outbox and tick"],
  ["server/connections/connection.ts", "sendEvents", "outbox and tick"],
  ["server/connections/connection.ts", "get takesEvents", "outbox and tick"],
  ["server/connections/connection.ts", "#takeFrames", "giving frames to what they are for"],
  ["server/transport/uws-socket.ts", "send", "sockets and other native code"],
  ["ws/lib/sender.js", "frame", "sockets and other native code"],
  ["node:net", "Socket", "sockets and other native code"],
  ["node:internal/streams/writable", "write", "sockets and other native code"],
  ["node:internal/process/task_queues", "nextTick", "Node: ticks, promises, timers, buffers"],
  ["/home/me/tool.js", "work", "other"],
])("%s, %s: %s", (source, name, stage) => {
  expect(stageOf({ source, name })).toBe(stage);
});

test.each(["core/wire", "server/connections", "server/calls", "server/topics", "server/transport"])(
  "every file of %s has a stage",
  (folder) => {
    const [name, ...below] = folder.split("/");
    const files = readdirSync(new URL(`../../packages/${name}/src/${below.join("/")}`, import.meta.url));
    const sources = files.filter((file) => file.endsWith(".ts")).map((file) => `${folder}/${file}`);
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => stageOf({ source, name: "f" }) === "other")).toEqual([]);
  },
);
