import { setTimeout as pause } from "node:timers/promises";
import { defineSchema, kinds, procedure, stream, streamDirections, topic, toWire } from "@hawser/core";
import { createServer, type Middleware, type Server, type ServerObserver } from "@hawser/server";
import { concurrencyLimit, type Logger, logging, rateLimit } from "@hawser/server/middleware";
import { openTelemetry } from "@hawser/server/opentelemetry";
import { metricsHandler, prometheus } from "@hawser/server/prometheus";
import { context, propagation, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { TestPeer } from "./test-peer.js";
import { transports } from "./transports.js";

// What is ready-made is tested alone beside its source; here it is in a real server, and a client looks from outside.

const schema = defineSchema({
  name: "ready",
  procedures: {
    ping: procedure({ output: z.string() }),
    fail: procedure({ errors: { Broken: z.object({ part: z.string() }) } }),
    wait: procedure({}),
    count: procedure({ input: z.int(), output: stream(z.int()) }),
    tell: procedure({}),
  },
  topics: { told: topic({ event: z.string() }) },
});

describe.each(transports)("over %s", (_, createTransport, skip) => {
  let server: Server<typeof schema>;
  let url = "";
  const peers: TestPeer[] = [];
  /** Lets the handlers of `wait` that run return. */
  let release: (() => void)[] = [];

  async function start(
    middleware: readonly Middleware[],
    { observers = [], registry = new Registry() }: { observers?: readonly ServerObserver[]; registry?: Registry } = {},
  ): Promise<void> {
    server = createServer(schema, {
      middleware,
      observers,
      onError: () => {},
      http: [metricsHandler({ registry })],
      procedures: {
        ping: () => "pong",
        fail: (_, call) => {
          throw call.error("Broken", { part: "rudder" });
        },
        wait: () => new Promise<void>((resolve) => release.push(resolve)),
        count: async function* (to) {
          for (let i = 0; i < to; i += 1) {
            trace.getTracer("handler").startSpan(`item ${i}`).end();
            yield i;
          }
        },
        tell: () => server.publish.told("news"),
      },
    });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await createTransport() });
    url = `http://127.0.0.1:${port}/`;
  }

  async function open(): Promise<TestPeer> {
    const peer = await TestPeer.open(url.replace("http", "ws"));
    peers.push(peer);
    return peer;
  }

  beforeEach((context) => {
    if (skip) context.skip(skip);
  });
  afterEach(async () => {
    for (const done of release) done();
    release = [];
    for (const peer of peers) peer.close();
    await Promise.all(peers.splice(0).map(({ closed }) => closed));
    if (!skip) await server.close();
  });

  describe("logging", () => {
    test("writes a line per call as it ends, whichever way", async () => {
      const lines: [level: string, line: object, message: string][] = [];
      const at = (level: string) => (line: object, message: string) => void lines.push([level, line, message]);
      const logger: Logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
      await start([logging(logger)]);
      const peer = await open();
      await peer.call("ping");
      await peer.call("fail");
      peer.send(counting(70, 2));
      expect(await read(peer, 70)).toEqual([0, 1]);
      const waiting = peer.start("wait");
      peer.send([kinds.cancel, waiting]);
      expect(await peer.outcome(waiting)).toMatchObject({ code: "cancelled" });
      expect(lines.map(([level, , message]) => `${level}: ${message}`)).toEqual([
        "info: ping ok",
        "warn: fail Broken",
        "info: count ok",
        "warn: wait cancelled",
      ]);
      for (const [, line] of lines) {
        expect(line).toEqual({
          path: expect.any(String),
          session: expect.stringMatching(/^[\w-]{21}$/),
          code: expect.any(String),
          durationMs: expect.toSatisfy((ms: number) => ms >= 0 && ms < 10_000),
        });
      }
    });
  });

  describe("rateLimit", () => {
    test("refuses in words that the caller gets, each connection for itself", async () => {
      const registry = new Registry();
      await start([rateLimit({ max: 2, windowMs: 60_000 })], { registry, observers: [prometheus({ registry })] });
      const [ada, bob] = [await open(), await open()];
      const outcomes = await Promise.all([ada.call("ping"), ada.call("ping"), ada.call("ping")]);
      expect(outcomes).toEqual([
        { output: "pong" },
        { output: "pong" },
        {
          code: "limit_exceeded",
          message: expect.stringMatching(/^too many calls; a window takes 2, and the next begins in \d+ ms$/),
          data: { limit: "rate", max: 2 },
        },
      ]);
      expect(await bob.call("ping")).toEqual({ output: "pong" });
      expect(await registry.getSingleMetricAsString("hawser_limits_total")).toContain('{limit="rate"} 1');
    });
  });

  describe("concurrencyLimit", () => {
    test("a call that was cancelled or whose connection was lost has its place until its handler is done", async () => {
      await start([concurrencyLimit({ max: 1 })]);
      const [ada, bob] = [await open(), await open()];
      const first = ada.start("wait");
      await until(() => release.length === 1);
      expect(await bob.call("ping")).toMatchObject({ code: "limit_exceeded", data: { limit: "concurrency", max: 1 } });
      ada.send([kinds.cancel, first]);
      await ada.outcome(first);
      expect(await bob.call("ping")).toMatchObject({ code: "limit_exceeded" });
      release[0]?.();
      expect(await bob.call("ping")).toEqual({ output: "pong" });

      ada.start("wait");
      await until(() => release.length === 2);
      ada.socket.terminate();
      await until(() => server.connectionCount === 1);
      release[1]?.();
      expect(await bob.call("ping")).toEqual({ output: "pong" });
    });

    test("a stream has its place until it ends", async () => {
      await start([concurrencyLimit({ max: 1 })]);
      const peer = await open();
      peer.send(counting(70, 3));
      expect(await read(peer, 70)).toEqual([0, 1, 2]);
      peer.send(counting(71, 1));
      expect(await read(peer, 71)).toEqual([0]);
    });

    test("waiting calls get their turn; one that is cancelled in the queue never runs", async () => {
      await start([concurrencyLimit({ max: 1, queue: 2 })]);
      const peer = await open();
      const [first, second, third] = [peer.start("wait"), peer.start("wait"), peer.start("ping")];
      await until(() => release.length === 1);
      peer.send([kinds.cancel, second]);
      expect(await peer.outcome(second)).toMatchObject({ code: "cancelled" });
      release[0]?.();
      expect(await peer.outcome(first)).toEqual({ output: undefined });
      expect(await peer.outcome(third)).toEqual({ output: "pong" });
      expect(release).toHaveLength(1);
    });

    test("a call that was over before it came to the limit keeps no place", async () => {
      let admit: () => void = () => {};
      const slow: Middleware = async (call, next) => {
        if (call.path === "wait") {
          await new Promise<void>((resolve) => {
            admit = resolve;
          });
        }
        return next();
      };
      await start([slow, concurrencyLimit({ max: 1 })]);
      const peer = await open();
      const late = peer.start("wait");
      peer.send([kinds.cancel, late]);
      expect(await peer.outcome(late)).toMatchObject({ code: "cancelled" });
      admit();
      expect(await peer.call("ping")).toEqual({ output: "pong" });
      expect(release).toEqual([]);
    });
  });

  describe("prometheus", () => {
    test("the page of metrics tells what the server does and did", async () => {
      const registry = new Registry();
      await start([], { registry, observers: [prometheus({ registry, durationBucketsSeconds: [60] })] });
      const [ada, bob] = [await open(), await open()];
      await ada.subscribe("told");
      await ada.call("tell");
      await ada.call("ping");
      await ada.call("fail");
      expect(await ada.call("count", 1)).toMatchObject({ code: "incompatible" });
      ada.start("wait");
      await until(() => release.length === 1);
      bob.close();
      await until(() => server.connectionCount === 1);

      const response = await fetch(`${url}metrics`);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
      const samples = (await response.text())
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#") && !line.includes("_sum") && !line.endsWith(" 0"));
      expect(samples.sort()).toEqual(
        [
          "hawser_connections 1",
          "hawser_calls_in_flight 1",
          "hawser_subscriptions 1",
          "hawser_connects_total 2",
          'hawser_disconnects_total{code="1005"} 1',
          'hawser_publishes_total{topic="told"} 1',
          ...[
            ["count", "incompatible"],
            ["fail", "Broken"],
            ["ping", "ok"],
            ["tell", "ok"],
          ].flatMap(([path, code]) => [
            `hawser_calls_total{path="${path}",code="${code}"} 1`,
            `hawser_call_duration_seconds_bucket{le="60",path="${path}"} 1`,
            `hawser_call_duration_seconds_bucket{le="+Inf",path="${path}"} 1`,
            `hawser_call_duration_seconds_count{path="${path}"} 1`,
          ]),
        ].sort(),
      );
    });
  });

  describe("openTelemetry", () => {
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

    beforeAll(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      propagation.setGlobalPropagator(new W3CTraceContextPropagator());
      trace.setGlobalTracerProvider(provider);
    });
    afterEach(() => exporter.reset());
    afterAll(async () => {
      context.disable();
      propagation.disable();
      trace.disable();
      await provider.shutdown();
    });

    const carrier = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };

    test("a call continues its caller's trace, and what it publishes is its child", async () => {
      const inside = vi.fn();
      const spying: Middleware = (_, next) => {
        inside(trace.getActiveSpan()?.spanContext().traceId);
        return next();
      };
      await start([spying], { observers: [openTelemetry()] });
      const peer = await open();
      peer.send([kinds.call, 70, "tell", toWire(undefined), null, null, null, carrier]);
      await peer.outcome(70);
      const [publish, call, ...others] = exporter.getFinishedSpans();
      expect(others).toEqual([]);
      expect(call).toMatchObject({ name: "ready/tell", kind: SpanKind.SERVER });
      expect(call?.spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
      expect(call?.parentSpanContext).toMatchObject({ spanId: "b7ad6b7169203331", isRemote: true });
      expect(publish).toMatchObject({ name: "publish told", kind: SpanKind.PRODUCER });
      expect(publish?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
      expect(inside).toHaveBeenCalledExactlyOnceWith("0af7651916cd43dd8448eb211c80319c");
    });

    test("a stream's span lasts until its end, and its generator runs within it", async () => {
      await start([], { observers: [openTelemetry()] });
      const peer = await open();
      peer.send(counting(70, 3, carrier));
      await read(peer, 70);
      const spans = exporter.getFinishedSpans();
      const span = spans.at(-1);
      expect(spans.map(({ name }) => name)).toEqual(["item 0", "item 1", "item 2", "ready/count"]);
      for (const item of spans.slice(0, -1)) expect(item.parentSpanContext?.spanId).toBe(span?.spanContext().spanId);
      expect(span?.attributes).toMatchObject({ "hawser.streams": "output", "rpc.response.status_code": "ok" });
      expect(span?.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
    });

    test("what the server refuses by itself has a span, too", async () => {
      await start([], { observers: [openTelemetry()] });
      const peer = await open();
      expect(await peer.call("count", 1)).toMatchObject({ code: "incompatible" });
      expect(exporter.getFinishedSpans()).toMatchObject([
        { name: "ready/count", attributes: { "rpc.response.status_code": "incompatible" } },
      ]);
    });
  });
});

/** Until something holds that another socket brings about. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(2);
}

/** The items of a stream whose output is numbers, until it ends. */
async function read(peer: TestPeer, id: number): Promise<number[]> {
  const items: number[] = [];
  for (;;) {
    const frame = await peer.frame(([kind, of]) => of === id && [kinds.item, kinds.result, kinds.error].includes(kind));
    if (frame[0] !== kinds.item) return items;
    items.push(frame[2] as number);
  }
}

/** The frame of a call of `count`. */
const counting = (id: number, to: number, carrier: object = {}) => [
  kinds.stream,
  id,
  "count",
  streamDirections.output,
  to,
  null,
  null,
  carrier,
];
