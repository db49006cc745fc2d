import { Counter, Gauge, Registry } from "prom-client";
import { expect, test } from "vitest";
import type { HttpRequest } from "../../transport/transport.js";
import { metricsHandler } from "./metrics-handler.js";

function get(path: string, method = "GET"): HttpRequest {
  return { method, path, query: "", headers: {} };
}

test("answers its path with the metrics as text, uncached", async () => {
  const registry = new Registry();
  new Counter({ name: "things_total", help: "Things.", registers: [registry] }).inc(3);
  const handler = metricsHandler({ registry });
  for (const method of ["GET", "HEAD"]) {
    expect(await handler(get("/metrics", method))).toEqual({
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
      body: "# HELP things_total Things.\n# TYPE things_total counter\nthings_total 3\n",
    });
  }
});

test("leaves everything else to the next handler", async () => {
  const handler = metricsHandler({ registry: new Registry(), path: "/internal/metrics" });
  for (const request of [get("/metrics"), get("/"), get("/internal/metrics", "POST")]) {
    expect(await handler(request)).toBeUndefined();
  }
  expect(await handler(get("/internal/metrics"))).toMatchObject({ status: 200 });
});

test("a metric that cannot be collected is a 500 without the reason", async () => {
  const registry = new Registry();
  const collect = () => {
    throw new Error("secret");
  };
  new Gauge({ name: "broken", help: "Broken.", registers: [registry], collect });
  const response = await metricsHandler({ registry })(get("/metrics"));
  expect(response).toMatchObject({ status: 500, body: "a metric could not be collected" });
});
