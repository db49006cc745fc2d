import { kinds } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { book, countdown, ping, schema, send } from "../test/fixtures.js";
import { connectAndOpen, failureOf, outcome, proveNothingIsLeft } from "../test/harness.js";
import { callIdempotent } from "./call-idempotent.js";
import { call as makeCall } from "./make-call.js";
import { stream as startStream } from "./make-stream.js";
import type { SchemaDescriptor } from "./schema-descriptor.js";

proveNothingIsLeft();

interface Locale {
  locale: string;
}

const withMetadata: SchemaDescriptor = {
  ...schema,
  metadata: {
    encodeCall: ({ locale }: Locale) => [locale],
    decodeAnswer: ([cost]) => ({ cost }),
    answerShape: '{"kind":"object","fields":[{"name":"cost","shape":{"kind":"int"}}]}',
  },
};

const de = { locale: "de" };

describe.each([
  ["positional", 0 as const, ["de"], [3]],
  ["maps", 1 as const, new Map([["locale", "de"]]), new Map([["cost", 3]])],
])("metadata, %s", (_name, encoding, sent, answered) => {
  test("goes along with calls and streams, and comes back with results and errors", async () => {
    const { connection, socket } = await connectAndOpen({ schema: withMetadata }, encoding);
    const told: unknown[] = [];
    const options = { metadata: de, onMetadata: (metadata: unknown) => told.push(metadata) };
    const call = makeCall(connection, ping, undefined, options);
    const failing = outcome(makeCall(connection, ping, undefined, options));
    const stream = startStream(connection, countdown, { from: 1 }, options);
    await settled();
    expect(socket.take().map((frame) => frame[6])).toEqual([sent, sent, sent]);
    await socket.receive([kinds.result, 0, null, answered], [kinds.error, 1, "internal", "x", null, answered]);
    await socket.receive([kinds.result, 2, null, answered]);
    await call;
    expect(await failing).toBe("internal: x");
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(told).toEqual([{ cost: 3 }, { cost: 3 }, { cost: 3 }]);
  });

  test("that is not what was declared fails the call", async () => {
    const { connection, socket } = await connectAndOpen({ schema: withMetadata }, encoding);
    const call = failureOf(makeCall(connection, ping, undefined, { onMetadata() {} }));
    await settled();
    await socket.receive([kinds.result, 0, null, encoding === 0 ? 5 : new Map([["cost", "x"]])]);
    expect(await call).toMatchObject({ code: encoding === 0 ? "protocol" : "incompatible" });
  });
});

test("nobody has to listen, and a handler need not give any", async () => {
  const { connection, socket } = await connectAndOpen({ schema: withMetadata });
  const told: unknown[] = [];
  const calls = [
    makeCall(connection, ping, undefined),
    makeCall(connection, ping, undefined, { onMetadata: (metadata) => told.push(metadata) }),
  ];
  await settled();
  expect(socket.take()).toEqual([
    [kinds.call, 0, 1],
    [kinds.call, 1, 1],
  ]);
  await socket.receive([kinds.result, 0, null, [3]], [kinds.result, 1]);
  await Promise.all(calls);
  expect(told).toEqual([]);
});

test("the connection's holds for calls without their own; a function is asked for each", async () => {
  let count = 0;
  const metadata = () => {
    count += 1;
    return { locale: `l${count}` };
  };
  const { connection, socket } = await connectAndOpen({ schema: withMetadata, metadata });
  const calls = [
    makeCall(connection, ping, undefined),
    makeCall(connection, ping, undefined, { metadata: de }),
    makeCall(connection, ping, undefined),
  ];
  await settled();
  expect(socket.take().map((frame) => frame[6])).toEqual([["l1"], ["de"], ["l2"]]);
  await socket.receive([kinds.result, 0], [kinds.result, 1], [kinds.result, 2]);
  await Promise.all(calls);
});

test("goes along with a call that waited, or is made again", async () => {
  const harness = await connectAndOpen({ schema: withMetadata, metadata: de });
  const call = callIdempotent(harness.connection, book, { seat: "1A" });
  await settled();
  expect(harness.socket.take()[0]?.[6]).toEqual(["de"]);
  await harness.socket.end(1006);
  const waiting = makeCall(harness.connection, ping, undefined);
  await harness.clock.advance(250);
  await harness.socket.open();
  expect(harness.socket.take().map((frame) => frame[6])).toEqual([
    undefined,
    new Map([["locale", "de"]]),
    new Map([["locale", "de"]]),
  ]);
  await harness.socket.welcome();
  await harness.socket.receive([kinds.result, 0, [7]], [kinds.result, 1]);
  await Promise.all([call, waiting]);
});

test("where the schema declares none, none travels", async () => {
  const { connection, socket } = await connectAndOpen({ metadata: de });
  const call = makeCall(connection, send, { room: "r1", text: "hi" });
  await settled();
  expect(socket.take()).toEqual([[kinds.call, 0, 3, ["r1", "hi"]]]);
  await socket.receive([kinds.result, 0, [7], [3]]);
  await call;
});

test("that cannot be encoded fails its call alone", async () => {
  const { connection } = await connectAndOpen({ schema: withMetadata });
  expect(
    await failureOf(makeCall(connection, ping, undefined, { metadata: null as never, timeoutMs: 1 })),
  ).toMatchObject({
    code: "invalid_input",
    mayHaveRun: false,
  });
});
