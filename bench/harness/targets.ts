import type { Bound } from "./bound.js";
import type { Place } from "./cells.js";

/** What Hawser is to reach, ratios within one run wherever others can be measured beside it. */
export const targets: readonly Bound[] = [
  ...calls("tiny 1x64", "server CPU", { "uws-msgpackr": 0.3, trpc: 0.05, orpc: 0.05, "socketio-uws": 0.2 }),
  {
    what: "tiny 1x64: calls/s ÷ uws-msgpackr",
    of: ["rpc", "hawser", "tiny 1x64", "calls"],
    to: ["rpc", "uws-msgpackr", "tiny 1x64", "calls"],
    atLeast: 1.8,
  },
  ...calls("tiny 1x64", "client CPU", { "uws-msgpackr": 0.35 }),
  ...calls("tiny 64x8", "server CPU", { "uws-msgpackr": 0.35 }),
  ...calls("tiny 1x1", "p50", { "uws-msgpackr": 1.1 }),
  {
    what: "8 calls a message beside one call a message: calls/s ÷ uws-msgpackr",
    of: ["rpc", "hawser", "batched generator 64x8", "calls"],
    to: ["rpc", "uws-msgpackr", "batched generator 64x8", "calls"],
    atLeast: 2,
  },
  ...calls("1 KB echo 1x64", "server CPU", { "uws-msgpackr": 0.5 }),
  ...fanOut("1 event per tick", "server CPU per 1,000,000 deliveries", { "uws-publish": 1.1, trpc: 0.15, orpc: 0.15 }),
  ...fanOut("10 events per tick", "server CPU per 1,000,000 deliveries", { "uws-publish": 1.3 }),
  ...fanOut("1 event per tick", "bytes per delivery", { socketio: 0.45, trpc: 0.4 }),
  {
    what: "server memory per idle connection, of 10,000",
    of: ["connections", "hawser", "10,000 connections", "server memory per connection"],
    atMost: 2_048,
    unit: "bytes",
  },
  {
    what: "server memory per idle connection with 3 subscriptions, of 10,000",
    of: ["connections", "hawser", "10,000 connections", "server memory per connection with 3 subscriptions"],
    atMost: 3_584,
    unit: "bytes",
  },
  {
    what: "the client in a browser, with what is loaded later, brotli, beyond what msgpackr weighs",
    of: ["bundle", "hawser", "one call and one subscription", "beyond msgpackr, brotli"],
    atMost: 6_144,
    unit: "bytes",
  },
  ...typeChecks("hawser-js", "stub in JavaScript (recommended for so many)"),
  ...typeChecks("hawser", "stub in TypeScript"),
  ...(["one file", "301 files"] as const).map(
    (files): Bound => ({
      what: `hawser generate, 3,000 procedures in ${files}`,
      of: ["generate", "hawser", `3,000 procedures in ${files}`, "total"],
      atMost: 5_000,
      unit: "ms",
    }),
  ),
  ...["a server stream", "a client stream"].map(
    (load): Bound => ({
      what: `p99 of small calls beside ${load} ÷ alone`,
      of: ["mixed", "hawser", `beside ${load}`, "call p99 ÷ alone"],
      atMost: 3,
    }),
  ),
  ...["msgpackr-maps", "json"].map((peer) => codec("encode", peer, 0.65)),
  codec("decode and validate", "msgpackr-maps", 0.4),
];

function typeChecks(row: string, form: string): Bound[] {
  const [many, fewer] = ["10 of 3,000 procedures", "10 of 1,000 procedures"] as const;
  const besidePeers = Object.entries({ CPU: "CPU of tsc", check: "check time" }).flatMap(([metric, words]) =>
    ["trpc", "orpc"].map(
      (peer): Bound => ({
        what: `${many}, ${form}: ${words} ÷ ${peer}`,
        of: ["types", row, many, metric],
        to: ["types", peer, many, metric],
        atMost: 0.333,
      }),
    ),
  );
  const growth: Bound = {
    what: `10 of 3,000 procedures ÷ 10 of 1,000 (3: linear), ${form}: CPU of tsc`,
    of: ["types", row, many, "CPU"],
    to: ["types", row, fewer, "CPU"],
    atMost: 3,
  };
  return [...besidePeers, growth];
}

/** By peer, what Hawser's figure may be of the peer's. */
type Limits = Readonly<Record<string, number>>;

function calls(workload: string, metric: string, limits: Limits): Bound[] {
  return beside(["rpc", workload, metric], limits);
}

function fanOut(workload: string, metric: string, limits: Limits): Bound[] {
  return beside(["fanout", workload, metric], limits);
}

function codec(metric: string, peer: string, atMost: number): Bound {
  return beside(["codec", "1 KB object", metric], { [peer]: atMost })[0] as Bound;
}

function beside([suite, workload, metric]: readonly [string, string, string], limits: Limits): Bound[] {
  const place = (row: string): Place => [suite, row, workload, metric];
  return Object.entries(limits).map(([peer, atMost]) => ({
    what: `${workload}: ${metric} ÷ ${peer}`,
    of: place("hawser"),
    to: place(peer),
    atMost,
  }));
}
