import { HawserError } from "@hawser/core";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { CallChanges, CallOutcome, InterceptedCall } from "../interceptor.js";
import { openTelemetry } from "./opentelemetry.js";

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  context.disable();
  propagation.disable();
  await tracerProvider.shutdown();
});

/** Makes a call through the interceptor: what it changed, and how to end the call. */
function make(of: Partial<InterceptedCall> = {}) {
  const listeners: ((outcome: CallOutcome) => void)[] = [];
  const call: InterceptedCall = {
    schema: "chat",
    path: "rooms.send",
    streams: undefined,
    idempotent: false,
    input: undefined,
    timeoutMs: undefined,
    signal: undefined,
    metadata: undefined,
    carrier: undefined,
    onEnd: (listener) => listeners.push(listener),
    ...of,
  };
  const next = vi.fn((_changes?: CallChanges) => Promise.resolve(trace.getActiveSpan()?.spanContext().spanId));
  const answer = openTelemetry({ tracerProvider })(call, next) as Promise<string | undefined>;
  const end = (outcome: Partial<CallOutcome>): void => {
    for (const listener of listeners) listener({ code: "ok", durationMs: 1, ...outcome });
  };
  return { answer, changes: next.mock.calls[0]?.[0], end };
}

function onlySpan() {
  const spans = exporter.getFinishedSpans();
  expect(spans).toHaveLength(1);
  return spans[0] as (typeof spans)[number];
}

test("a call is a client span by the conventions for RPC, until its end", async () => {
  const { answer, end } = make();
  const activeInside = await answer;
  expect(exporter.getFinishedSpans()).toEqual([]);
  end({ code: "ok" });
  const span = onlySpan();
  expect(span).toMatchObject({
    name: "chat/rooms.send",
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
    instrumentationScope: { name: "@hawser/client" },
  });
  expect(span.attributes).toEqual({
    "rpc.system.name": "hawser",
    "rpc.method": "chat/rooms.send",
    "rpc.response.status_code": "ok",
  });
  expect(activeInside).toBe(span.spanContext().spanId);
});

test("its context goes along, beside what goes along already", () => {
  const { changes, end } = make({ carrier: { tenant: "t1" } });
  end({});
  const { traceId, spanId } = onlySpan().spanContext();
  expect(changes).toEqual({ carrier: { tenant: "t1", traceparent: `00-${traceId}-${spanId}-01` } });
});

test("it is a child of the active span", () => {
  const parent = tracerProvider.getTracer("test").startSpan("parent");
  context.with(trace.setSpan(context.active(), parent), () => make().end({}));
  expect(onlySpan().parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
});

test.each(["RoomNotFound", "timeout", "connection_lost"])("%s is a failed span with the error", (code) => {
  make().end({ code, error: new HawserError(code, "for a reason") });
  const span = onlySpan();
  expect(span.status.code).toBe(SpanStatusCode.ERROR);
  expect(span.attributes).toMatchObject({ "rpc.response.status_code": code, "error.type": code });
  expect(span.events).toMatchObject([
    { name: "exception", attributes: { "exception.message": `${code}: for a reason` } },
  ]);
});

test("a stream that was left has not failed", () => {
  make({ streams: "output" }).end({ code: "cancelled" });
  const span = onlySpan();
  expect(span.status.code).toBe(SpanStatusCode.UNSET);
  expect(span.attributes).toMatchObject({ "hawser.streams": "output", "rpc.response.status_code": "cancelled" });
});

test("without a provider the call is made, and nothing goes along", async () => {
  const next = vi.fn(async () => "answer");
  const call = { schema: "chat", path: "ping", onEnd: () => {} } as unknown as InterceptedCall;
  expect(await openTelemetry()(call, next)).toBe("answer");
  expect(next).toHaveBeenCalledExactlyOnceWith({ carrier: {} });
});
