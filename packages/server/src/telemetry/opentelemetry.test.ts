import { type Context, context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CallObservation, ObservedCall, ServerObserver } from "../observer.js";
import { openTelemetry } from "./opentelemetry.js";

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = tracerProvider.getTracer("test");

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

function observer(): ServerObserver {
  const made = openTelemetry({ tracerProvider });
  made.attached?.({ schema: "chat", connections: 0, callsInFlight: 0, subscriptions: 0, bufferedBytes: 0 });
  return made;
}

function begin(call: Partial<ObservedCall> = {}): CallObservation {
  const observed: ObservedCall = { path: "rooms.send", session: "s1", streams: undefined, carrier: {}, ...call };
  return observer().call?.(observed) as CallObservation;
}

function onlySpan() {
  const spans = exporter.getFinishedSpans();
  expect(spans).toHaveLength(1);
  return spans[0] as (typeof spans)[number];
}

/** What makes a child of the active span, to be found again. */
function mark(name: string): void {
  tracer.startSpan(name).end();
}

function parentOf(name: string): string | undefined {
  return exporter.getFinishedSpans().find((span) => span.name === name)?.parentSpanContext?.spanId;
}

describe("a call", () => {
  test("is a server span by the conventions for RPC, from its arrival to its end", () => {
    const call = begin();
    expect(exporter.getFinishedSpans()).toEqual([]);
    call.ended?.({ code: "ok", durationMs: 1 });
    const span = onlySpan();
    expect(span).toMatchObject({
      name: "chat/rooms.send",
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      events: [],
      parentSpanContext: undefined,
      instrumentationScope: { name: "@hawser/server" },
    });
    expect(span.attributes).toEqual({
      "rpc.system.name": "hawser",
      "rpc.method": "chat/rooms.send",
      "rpc.response.status_code": "ok",
      "hawser.session": "s1",
    });
  });

  test("that streams says how", () => {
    begin({ streams: "both" }).ended?.({ code: "ok", durationMs: 1 });
    expect(onlySpan().attributes["hawser.streams"]).toBe("both");
  });

  test("continues the trace that came in the carrier", () => {
    const carrier = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    begin({ carrier }).ended?.({ code: "ok", durationMs: 1 });
    const span = onlySpan();
    expect(span.spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
    expect(span.parentSpanContext).toMatchObject({ spanId: "b7ad6b7169203331", isRemote: true });
  });

  test.each([
    ["with a carrier that makes no sense", { traceparent: "nonsense" }],
    ["without one", {}],
  ])("%s begins a trace, whatever is active where it arrives", (_, carrier) => {
    const active = trace.setSpan(context.active(), tracer.startSpan("the server's start"));
    context.with(active, () => begin({ carrier })).ended?.({ code: "ok", durationMs: 1 });
    expect(onlySpan().parentSpanContext).toBeUndefined();
  });

  test.each(["RoomNotFound", "forbidden", "invalid_input", "limit_exceeded", "cancelled"])(
    "that ended with %s is the caller's business and no error of the span",
    (code) => {
      begin().ended?.({ code, durationMs: 1, error: new Error(code) });
      const span = onlySpan();
      expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
      expect(span.attributes["rpc.response.status_code"]).toBe(code);
      expect(span.attributes["error.type"]).toBeUndefined();
      expect(span.events).toEqual([]);
    },
  );

  test.each(["internal", "timeout", "unavailable"])("that ended with %s is an error, with what was thrown", (code) => {
    begin().ended?.({ code, durationMs: 1, error: new TypeError("no database") });
    const span = onlySpan();
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes).toMatchObject({ "rpc.response.status_code": code, "error.type": code });
    expect(span.events).toMatchObject([{ name: "exception", attributes: { "exception.message": "no database" } }]);
  });
});

describe("what a handler does belongs to its call", () => {
  test("in its first turn and after waiting", async () => {
    const call = begin();
    await call.run?.(async () => {
      mark("at once");
      await Promise.resolve();
      mark("later");
    });
    call.ended?.({ code: "ok", durationMs: 1 });
    const spanId = exporter.getFinishedSpans().at(-1)?.spanContext().spanId;
    expect([parentOf("at once"), parentOf("later")]).toEqual([spanId, spanId]);
  });

  test("what it returns and throws comes through", () => {
    const call = begin();
    const output = {};
    expect(call.run?.(() => output)).toBe(output);
    expect(() =>
      call.run?.(() => {
        throw new Error("as it is");
      }),
    ).toThrow("as it is");
    call.ended?.({ code: "internal", durationMs: 1 });
  });

  async function* asyncItems() {
    try {
      mark("first");
      yield 1;
      await Promise.resolve();
      mark("second");
      yield 2;
    } finally {
      mark("finally");
    }
  }

  function* syncItems() {
    try {
      mark("first");
      yield 1;
      mark("second");
      yield 2;
    } finally {
      mark("finally");
    }
  }

  test.each<[string, () => unknown]>([
    ["an async generator", asyncItems],
    ["a promise of one", async () => asyncItems()],
    ["a generator", syncItems],
  ])("in %s, whoever asks for the items, to the end", async (_, handler) => {
    const call = begin({ streams: "output" });
    const items = (await call.run?.(handler)) as AsyncIterable<number> | Iterable<number>;
    const seen: number[] = [];
    for await (const item of items) {
      seen.push(item);
      if (item === 2) break;
    }
    call.ended?.({ code: "ok", durationMs: 1 });
    expect(seen).toEqual([1, 2]);
    const spanId = exporter.getFinishedSpans().at(-1)?.spanContext().spanId;
    expect(["first", "second", "finally"].map(parentOf)).toEqual([spanId, spanId, spanId]);
  });
});

describe("a publish", () => {
  test("is a producer span by the conventions for messaging, inside the call that publishes", () => {
    const call = begin();
    call.run?.(() => observer().publish?.({ path: "rooms.messages", events: 1 }, () => mark("inside")));
    call.ended?.({ code: "ok", durationMs: 1 });
    const spans = exporter.getFinishedSpans();
    expect(spans.map((span) => span.name)).toEqual(["inside", "publish rooms.messages", "chat/rooms.send"]);
    expect(spans[1]).toMatchObject({
      kind: SpanKind.PRODUCER,
      attributes: {
        "messaging.system": "hawser",
        "messaging.operation.name": "publish",
        "messaging.operation.type": "send",
        "messaging.destination.name": "rooms.messages",
      },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(parentOf("inside")).toBe(spans[1]?.spanContext().spanId);
    expect(parentOf("publish rooms.messages")).toBe(spans[2]?.spanContext().spanId);
  });

  test("that fails is an error, and its error goes on", () => {
    const failing = () => {
      throw new TypeError("not an event");
    };
    expect(() => observer().publish?.({ path: "messages", events: 1 }, failing)).toThrow("not an event");
    expect(onlySpan()).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { "error.type": "TypeError" },
    });
  });
});

test("without a provider nothing is recorded, and everything runs", () => {
  const silent = openTelemetry();
  const call = silent.call?.({ path: "ping", session: "s1", streams: undefined, carrier: {} });
  let active: Context | undefined;
  expect(
    call?.run?.(() => {
      active = context.active();
      return "answer";
    }),
  ).toBe("answer");
  expect(trace.getSpan(active as Context)?.isRecording()).toBe(false);
  call?.ended?.({ code: "ok", durationMs: 1 });
});
