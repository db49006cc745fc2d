import { kinds } from "@hawser/core";
import { expect, test } from "vitest";
import { prices } from "../test/fixtures.js";
import { connect, proveNothingIsLeft } from "../test/harness.js";
import { PatternModelServer } from "../test/pattern-model-server.js";
import { randomOf } from "../test/random-of.js";
import { newest, rest, serve } from "../test/serving.js";
import type { TopicDescriptor } from "./descriptors.js";
import { any } from "./pattern.js";
import type { InstancePosition, PatternOptions, PatternSubscription } from "./pattern-subscription.js";
import { subscribeAll } from "./subscribe-all.js";

proveNothingIsLeft();

// Whatever happens: of each instance every offset comes in order, each once, or a gap says exactly which are missing.

type Params = { market: string; symbol: string };
type Since = PatternOptions<Params, { text: string }>["since"];

const { history: _history, ...forgetful } = prices;
const symbols = [..."abcdefghijkl"];
const topics: [string, TopicDescriptor<Params, { text: string }>][] = [
  ["a topic with history", prices],
  ["a topic without", forgetful],
];

test.each(
  topics.flatMap(([name, topic]) => Array.from({ length: 100 }, (_, seed) => [name, seed + 1, topic] as const)),
)("%s, seed %d", async (_name, seed, topic) => {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const server = new PatternModelServer(below);
  const harness = await connect();
  const logs: Log[] = [];
  const symbol = () => symbols[below(symbols.length)] as string;
  const any1 = { market: "m", symbol: any } as const;

  const publish = () => {
    const chosen = symbol();
    if (!server.instances.has(chosen)) for (const log of logs) log.expect(chosen);
    server.publish(chosen);
  };
  const subscribe = (pattern: Params[] | typeof any1, since?: Since): void => {
    if (logs.length >= 6) return;
    logs.push(
      new Log(pattern, since, (log) => subscribeAll(harness.connection, topic, pattern, { ...log.options, since })),
    );
  };
  const steps: (() => unknown)[] = [
    publish,
    publish,
    publish,
    () => server.forget(symbol()),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => below(2) && harness.sockets[below(harness.sockets.length)]?.end(1006),
    () => newest(harness)?.receive([kinds.goingAway, 10_000]),
    () => subscribe(any1),
    () => subscribe(any1, below(5)),
    () => subscribe(any1, [...(logs[below(logs.length)]?.subscription.positions() ?? [])]),
    () => subscribe([symbol(), symbol()].map((symbol) => ({ market: "m", symbol }))),
    () => below(3) === 0 && logs[below(logs.length)]?.leave(),
    async () => {
      if (below(3) > 0) return;
      for (const socket of harness.sockets) await socket.end(1006);
      server.restart(symbols);
    },
  ];

  subscribe(any1);
  for (let count = 0; count < 150; count++) await steps[below(steps.length)]?.();
  for (let count = 0; count < 5; count++) publish();
  await rest(harness, server);
  for (const log of logs) expect(log.faults).toEqual([]);
  for (const { subscription, covers } of logs.filter(({ hasLeft }) => !hasLeft)) {
    expect(subscription.status).toBe("active");
    const positions = new Map([...subscription.positions()].map(({ params, position }) => [params.symbol, position]));
    for (const [symbol, { offset }] of server.instances) {
      if (offset > 0 && covers(symbol)) expect(positions.get(symbol)).toEqual({ epoch: server.epoch, offset });
    }
  }
});

/** What one subscriber was told, checked as it comes. */
class Log {
  readonly subscription: PatternSubscription<Params, { text: string }>;
  readonly faults: string[] = [];
  readonly covers: (symbol: string) => boolean;
  hasLeft = false;
  readonly #at = new Map<string, { epoch: string | undefined; offset: number }>();

  constructor(
    pattern: readonly Params[] | object,
    since: Since,
    subscribe: (log: Log) => PatternSubscription<Params, { text: string }>,
  ) {
    this.covers = (symbol) => !Array.isArray(pattern) || pattern.some((params) => params.symbol === symbol);
    if (Array.isArray(since)) {
      for (const { params, position } of since as InstancePosition<Params>[]) {
        if (this.covers(params.symbol)) this.#at.set(params.symbol, position);
      }
    }
    this.subscription = subscribe(this);
  }

  get options(): PatternOptions<Params, { text: string }> {
    return {
      onEvent: ({ text }, { params, offset, epoch }) => {
        const at = this.#at.get(params.symbol);
        if (text !== `${params.symbol}:${epoch}:${offset}`) this.faults.push(`${text} came as ${epoch}:${offset}`);
        if (at?.epoch !== undefined && epoch !== at.epoch) this.faults.push(`${text} came in ${at.epoch}`);
        this.#follow(params, offset, offset);
      },
      onGap: ({ params, reason, from, to }) => {
        const before = this.#at.get(params.symbol);
        if (reason === "restarted") this.#at.set(params.symbol, { epoch: undefined, offset: 0 });
        else if (to < from) this.faults.push(`a gap ${from}-${to}`);
        this.#follow(params, from, to);
        const isAnother = before?.epoch === undefined || this.#at.get(params.symbol)?.epoch !== before.epoch;
        if (reason === "restarted" && !isAnother) this.faults.push(`a restart within ${before?.epoch}`);
      },
    };
  }

  /** An instance comes to be: who covers it hears of everything in it. */
  expect(symbol: string): void {
    if (this.subscription.status === "active" && !this.#at.has(symbol)) {
      this.#at.set(symbol, { epoch: undefined, offset: 0 });
    }
  }

  leave(): void {
    this.hasLeft = true;
    void this.subscription.unsubscribe();
  }

  #follow({ symbol }: Params, from: number, to: number): void {
    const at = this.#at.get(symbol);
    const position = [...this.subscription.positions()].find(({ params }) => params.symbol === symbol)?.position;
    if (this.hasLeft) this.faults.push(`${symbol} ${from} after the end`);
    if (!this.covers(symbol)) this.faults.push(`${symbol} is not covered`);
    if (at && from !== at.offset + 1) this.faults.push(`${symbol} ${from} after ${at.offset}`);
    if (position?.offset !== to) this.faults.push(`${symbol} ${to} at ${position?.offset}`);
    this.#at.set(symbol, { epoch: position?.epoch, offset: to });
  }
}
