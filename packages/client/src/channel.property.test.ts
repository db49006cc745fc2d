import { kinds } from "@hawser/core";
import { expect, test } from "vitest";
import { journal, messages } from "../test/fixtures.js";
import { connect, proveNothingIsLeft } from "../test/harness.js";
import { ModelServer } from "../test/model-server.js";
import { randomOf } from "../test/random-of.js";
import { newest, rest, serve } from "../test/serving.js";
import type { Position } from "./position.js";
import { subscribe } from "./subscribe.js";
import type { Subscription } from "./subscription.js";

proveNothingIsLeft();

// Whatever happens: each subscriber has every offset in order, each once, or a gap that says exactly which are missing.

const topics = [
  ["a topic with history", journal],
  ["a topic without", messages],
] as const;

test.each(
  topics.flatMap(([name, topic]) => Array.from({ length: 100 }, (_, seed) => [name, seed + 1, topic] as const)),
)("%s, seed %d", async (_name, seed, topic) => {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const server = new ModelServer(random);
  const harness = await connect();
  const logs: Log[] = [];

  const listen = (since?: number | Position): void => {
    logs.push(new Log(since, (log) => subscribe(harness.connection, topic, { room: "r1" }, { ...log.options, since })));
  };
  const steps: (() => unknown)[] = [
    () => server.publish(),
    () => server.publish(),
    () => server.publish(),
    () => server.forget(),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => serve(harness, server, below),
    () => harness.sockets[below(harness.sockets.length)]?.end(1006),
    () => newest(harness)?.receive([kinds.goingAway, 10_000]),
    () => logs.length < 6 && listen(),
    () => logs.length < 6 && listen(below(5)),
    () => logs.length < 6 && listen(logs[below(logs.length)]?.subscription.position),
    () => below(3) === 0 && logs[below(logs.length)]?.leave(),
    async () => {
      if (below(3) > 0) return;
      for (const socket of harness.sockets) await socket.end(1006);
      server.restart();
    },
  ];

  listen();
  for (let count = 0; count < 150; count++) await steps[below(steps.length)]?.();
  for (let count = 0; count < 5; count++) server.publish();
  await rest(harness, server);
  const live = logs.filter(({ hasLeft }) => !hasLeft);
  for (const log of logs) expect(log.faults).toEqual([]);
  for (const { subscription } of live) {
    expect(subscription.status).toBe("active");
    expect(subscription.position).toEqual({ epoch: server.epoch, offset: server.offset });
  }
});

/** What one subscriber was told, checked as it comes. */
class Log {
  readonly subscription: Subscription<{ text: string }>;
  readonly faults: string[] = [];
  hasLeft = false;
  #epoch: string | undefined;
  #offset: number | undefined;

  constructor(since: number | Position | undefined, subscribe: (log: Log) => Subscription<{ text: string }>) {
    if (typeof since === "object") [this.#epoch, this.#offset] = [since.epoch, since.offset];
    this.subscription = subscribe(this);
  }

  get options() {
    return {
      onEvent: ({ text }: { text: string }, offset: number) => {
        const [epoch, published] = text.split(":");
        if (this.#epoch !== undefined && epoch !== this.#epoch) this.faults.push(`${text} came in ${this.#epoch}`);
        if (Number(published) !== offset) this.faults.push(`${text} came as ${offset}`);
        this.#follow(offset, offset);
      },
      onGap: ({ reason, from, to }: { reason: string; from: number; to: number }) => {
        if (reason === "restarted") this.#offset = 0;
        else if (to < from) this.faults.push(`a gap ${from}-${to}`);
        this.#follow(from, to);
      },
    };
  }

  leave(): void {
    this.hasLeft = true;
    void this.subscription.unsubscribe();
  }

  #follow(from: number, to: number): void {
    const { epoch, offset } = this.subscription;
    if (this.hasLeft) this.faults.push(`${from} after the end`);
    if (this.#offset !== undefined && from !== this.#offset + 1) this.faults.push(`${from} after ${this.#offset}`);
    if (offset !== to) this.faults.push(`${to} at ${offset}`);
    [this.#epoch, this.#offset] = [epoch, to];
  }
}
