import { createConnection } from "@hawser/client";
import { openTelemetry as traceClient } from "@hawser/client/opentelemetry";
import { defineSchema, procedure, stream } from "@hawser/core";
import { createServer, wsTransport } from "@hawser/server";
import { openTelemetry as traceServer } from "@hawser/server/opentelemetry";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import type { ProcedureDescriptor } from "../src/descriptors.js";
import { intercept } from "../src/intercept.js";
import { call as makeCall } from "../src/make-call.js";
import { stream as startStream } from "../src/make-stream.js";

// Traces across sockets: a client, a server that it calls, and another server that this one calls.

const back = defineSchema({
  name: "back",
  procedures: { fail: procedure({}), numbers: procedure({ output: stream(z.int()) }), ping: procedure({}) },
});
const front = defineSchema({ name: "front", procedures: { relay: procedure({}) } });

const ping: ProcedureDescriptor<undefined, void> = { path: "ping", id: 2 };
const fail: ProcedureDescriptor<undefined, void> = { path: "fail", id: 0 };
const relay: ProcedureDescriptor<undefined, void> = { path: "relay", id: 0 };
const numbers: ProcedureDescriptor<undefined, number> = {
  path: "numbers",
  id: 1,
  decodeOutput: (wire) => wire,
  outputShape: '{"kind":"int"}',
  streams: "output",
};

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

/** A connection that traces, without a fingerprint: everything travels in maps. */
function dial(name: string, port: number) {
  const schema = { name, fingerprint: "", definitions: {} };
  return createConnection(schema, `ws://127.0.0.1:${port}`, { interceptors: intercept(traceClient()) });
}

const listening = { host: "127.0.0.1", port: 0 };
let toBack: ReturnType<typeof dial>;
let toFront: ReturnType<typeof dial>;
let close: () => Promise<void>;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const backServer = createServer(back, {
    observers: [traceServer()],
    onError: () => {},
    procedures: {
      fail: () => {
        throw new Error("out of paper");
      },
      numbers: function* () {
        for (let i = 0; ; i += 1) yield i;
      },
      ping: () => {},
    },
  });
  const { port: backPort } = await backServer.listen({ ...listening, transport: wsTransport() });
  toBack = dial("back", backPort);
  const frontServer = createServer(front, {
    observers: [traceServer()],
    procedures: {
      relay: async (_, call) => {
        await makeCall(toBack, ping, undefined, { parent: call });
      },
    },
  });
  const { port: frontPort } = await frontServer.listen({ ...listening, transport: wsTransport() });
  toFront = dial("front", frontPort);
  close = async () => {
    await toFront.close();
    await toBack.close();
    await frontServer.close();
    await backServer.close();
  };
});
afterAll(async () => {
  await close();
  context.disable();
  propagation.disable();
  trace.disable();
  await provider.shutdown();
});
beforeEach(() => exporter.reset());
afterEach(() => expect(trace.getActiveSpan()).toBeUndefined());

/** The span of a call on one of its ends, when it has ended. */
function spanOf(kind: SpanKind, name: string): Promise<ReadableSpan> {
  return vi.waitUntil(() => exporter.getFinishedSpans().find((span) => span.kind === kind && span.name === name), {
    timeout: 10_000,
  });
}

test("one trace leads from the first client through a server to the next", async () => {
  await makeCall(toFront, relay, undefined);
  const chain = [
    await spanOf(SpanKind.CLIENT, "front/relay"),
    await spanOf(SpanKind.SERVER, "front/relay"),
    await spanOf(SpanKind.CLIENT, "back/ping"),
    await spanOf(SpanKind.SERVER, "back/ping"),
  ];
  expect(exporter.getFinishedSpans()).toHaveLength(4);
  expect(new Set(chain.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(chain.map((span) => span.parentSpanContext?.spanId)).toEqual([
    undefined,
    ...chain.slice(0, -1).map((span) => span.spanContext().spanId),
  ]);
  expect(chain.map((span) => span.parentSpanContext?.isRemote ?? false)).toEqual([false, true, false, true]);
});

test("a failure is told on both ends, its cause on the server's only", async () => {
  await expect(makeCall(toBack, fail, undefined)).rejects.toMatchObject({ code: "internal" });
  const [client, server] = [await spanOf(SpanKind.CLIENT, "back/fail"), await spanOf(SpanKind.SERVER, "back/fail")];
  for (const span of [client, server]) {
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes["error.type"]).toBe("internal");
  }
  expect(server.events).toMatchObject([{ attributes: { "exception.message": "out of paper" } }]);
  expect(JSON.stringify(client.events)).not.toContain("out of paper");
});

test("a stream that is left ends both spans, and neither has failed", async () => {
  for await (const number of startStream(toBack, numbers, undefined)) if (number === 3) break;
  const client = await spanOf(SpanKind.CLIENT, "back/numbers");
  const server = await spanOf(SpanKind.SERVER, "back/numbers");
  expect(server.parentSpanContext?.spanId).toBe(client.spanContext().spanId);
  for (const span of [client, server]) {
    expect(span.attributes).toMatchObject({ "rpc.response.status_code": "cancelled", "hawser.streams": "output" });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  }
});
