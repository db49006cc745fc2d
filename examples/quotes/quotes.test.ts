import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Gap, SubscribeOptions, Subscription } from "@hawser/client";
import { processTerminal, run } from "@hawser/codegen";
import { afterEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { readEarthquakes } from "./data/earthquakes.js";
import { listingsOf } from "./data/listings.js";
import { readStocks } from "./data/stocks.js";
import { connect, isStocksHistoryError, type Quake, type Tick } from "./quotes.client.js";
import { createQuotes, type QuotesOptions } from "./server.js";

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A server of which everything was replayed once, and a client of it. */
async function serve(options: Partial<QuotesOptions> = {}) {
  const quotes = createQuotes({ base: "/live/", headStart: { prices: 560, quakes: 1679 }, ...options });
  const { port } = await quotes.server.listen({ port: 0, host: "127.0.0.1" });
  opened.push(async () => {
    quotes.stop();
    await quotes.server.close({ graceMs: 0 });
  });
  const sockets: WebSocket[] = [];
  const client = connect(`ws://127.0.0.1:${port}/live/rpc`, {
    backoff: { initialMs: 20 },
    socket(url, subprotocols) {
      const socket = new WebSocket(url, subprotocols, { perMessageDeflate: false });
      sockets.push(socket);
      return socket;
    },
  });
  opened.push(() => client.connection.close());
  /** What the client speaks through now. */
  const socket = (): WebSocket => sockets.at(-1) ?? expect.fail("no socket was opened");
  return { quotes, client, port, socket };
}

/** Settles with the first events of a subscription, which begin when `start` was called. */
async function firstEvents<Event>(
  count: number,
  subscribe: (options: SubscribeOptions<Event>) => Subscription<Event>,
  start: () => void,
): Promise<Event[]> {
  const events: Event[] = [];
  return new Promise((resolve, reject) => {
    const subscription = subscribe({
      onStatus: (status) => status === "active" && start(),
      onEvent: (event) => {
        if (events.push(event) === count) subscription.unsubscribe().then(() => resolve(events), reject);
      },
      onEnd: (error) => error && reject(error),
    });
  });
}

/** Together some times of what the network between a server and a client that does not read can hold. */
const batches = 400;
const perBatch = 1_000;

const fromStart = { headStart: { prices: 0, quakes: 0 }, priceIntervalMs: 1, quakeIntervalMs: 1 };

test("the list has every stock", async () => {
  const { client } = await serve();
  const listings = await client.stocks.list();
  expect(listings.map(({ symbol, company }) => `${symbol} ${company}`)).toEqual([
    "AAPL Apple",
    "AMZN Amazon",
    "GOOG Google",
    "IBM IBM",
    "MSFT Microsoft",
  ]);
  expect(listings[0]?.last).toEqual(new Date("2010-03-01T00:00:00Z"));
});

test("the history has the real prices, oldest first, and nothing else", async () => {
  const { client } = await serve();
  const ticks = await client.stocks.history({ symbol: "MSFT", points: 500 });
  expect(ticks).toHaveLength(123);
  expect(ticks[0]).toEqual({ time: new Date("2000-01-01T00:00:00Z"), price: 39.81, symbol: "MSFT", round: 1 });
  expect(ticks.at(-1)).toEqual({ time: new Date("2010-03-01T00:00:00Z"), price: 28.8, symbol: "MSFT", round: 1 });
  expect(await client.stocks.history({ symbol: "MSFT" })).toEqual(ticks.slice(-60));
});

test("a symbol that is not there is an error of its own", async () => {
  const { client } = await serve();
  const error: unknown = await client.stocks.history({ symbol: "TSLA" }).catch((error: unknown) => error);
  if (!isStocksHistoryError(error) || error.code !== "UnknownSymbol") throw error;
  expect(error.data).toEqual({ symbol: "TSLA", known: ["AAPL", "AMZN", "GOOG", "IBM", "MSFT"] });
});

test("the prices are replayed in their order, and then begin again", async () => {
  const { client, quotes } = await serve(fromStart);
  const ticks = await firstEvents<Tick>(561, (options) => client.stocks.ticks.subscribe(options), quotes.start);
  const prices = readStocks();
  expect(ticks.slice(0, 560)).toEqual(prices.map((price) => ({ ...price, round: 1 })));
  expect(ticks[560]).toEqual({ ...prices[0], round: 2 });
});

test("who reads too slowly gets the latest price of each stock, and hears that others are left out", async () => {
  const { client, quotes, socket } = await serve();
  const latest = new Map<string, number>();
  const gaps: Gap[] = [];
  let events = 0;
  const subscription = client.stocks.ticks.subscribe({
    onEvent({ symbol, price }) {
      events += 1;
      latest.set(symbol, price);
    },
    onGap: (gap) => gaps.push(gap),
  });
  await vi.waitFor(() => expect(subscription.status).toBe("active"));
  socket().pause();
  const symbols = listingsOf(readStocks()).map(({ symbol }) => symbol);
  let price = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const ticks = Array.from({ length: perBatch }, (_, index) => {
      price += 1;
      return { symbol: symbols[index % symbols.length] ?? "", time: new Date(0), price, round: 1 };
    });
    quotes.server.publish.stocks.ticks.batch(ticks);
    // The server takes its turns with what the network can still hold.
    await new Promise(setImmediate);
  }
  socket().resume();
  await vi.waitFor(() => expect(subscription.offset).toBe(batches * perBatch), { timeout: 10_000 });
  expect(latest).toEqual(new Map(symbols.map((symbol, index) => [symbol, price - symbols.length + index + 1])));
  expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(["conflated"]));
  const missed = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  expect(events + missed).toBe(batches * perBatch);
});

test("who comes back after a lost connection gets the prices of the meantime, and no gap", async () => {
  const { client, quotes, socket } = await serve();
  const prices: number[] = [];
  const onGap = vi.fn();
  const subscription = client.stocks.ticks.subscribe({ onEvent: ({ price }) => prices.push(price), onGap });
  await vi.waitFor(() => expect(subscription.status).toBe("active"));
  socket().terminate();
  for (const price of [1, 2, 3]) {
    quotes.server.publish.stocks.ticks({ symbol: "IBM", time: new Date(0), price, round: 1 });
  }
  await vi.waitFor(() => expect(prices).toEqual([1, 2, 3]));
  expect(onGap).not.toHaveBeenCalled();
});

test("a newcomer gets as many of the latest earthquakes as they ask for", async () => {
  const { client, quotes } = await serve(fromStart);
  await firstEvents<Quake>(6, (options) => client.quakes.felt.subscribe({ minMagnitude: 1 }, options), quotes.start);
  quotes.stop();
  const felt = readEarthquakes().filter(({ magnitude }) => magnitude >= 1);
  const known = (await client.quakes.recent({ minMagnitude: 1, limit: 2_000 })).length;
  const latest = await firstEvents<Quake>(
    3,
    (options) => client.quakes.felt.subscribe({ minMagnitude: 1 }, { ...options, since: 3 }),
    () => {},
  );
  expect(latest.map(({ id }) => id)).toEqual(felt.slice(known - 3, known).map(({ id }) => id));
});

test("the earthquakes are replayed in their order, and only those that are strong enough", async () => {
  const { client, quotes } = await serve(fromStart);
  const felt = await firstEvents<Quake>(
    5,
    (options) => client.quakes.felt.subscribe({ minMagnitude: 5 }, options),
    quotes.start,
  );
  const strong = readEarthquakes().filter(({ magnitude }) => magnitude >= 5);
  expect(felt.map(({ id }) => id)).toEqual(strong.slice(0, 5).map(({ id }) => id));
  expect(felt[0]).toMatchObject({ magnitude: strong[0]?.magnitude, place: strong[0]?.place, time: strong[0]?.time });
});

test("the recent earthquakes are strong enough, oldest first, and no more than were asked for", async () => {
  const { client } = await serve();
  const strong = readEarthquakes().filter(({ magnitude }) => magnitude >= 4.5);
  const recent = await client.quakes.recent({ minMagnitude: 4.5, limit: 10 });
  expect(recent.map(({ id }) => id)).toEqual(strong.slice(-10).map(({ id }) => id));
  expect(await client.quakes.recent({ minMagnitude: 4.5, limit: 2_000 })).toHaveLength(strong.length);
});

test("a magnitude between the steps is refused", async () => {
  const { client } = await serve();
  await expect(client.quakes.recent({ minMagnitude: 4.2 })).rejects.toMatchObject({ code: "invalid_input" });
});

test("after stop nothing more is replayed", async () => {
  const { client, quotes } = await serve(fromStart);
  await firstEvents(3, (options) => client.stocks.ticks.subscribe(options), quotes.start);
  quotes.stop();
  const history = () => client.stocks.history({ symbol: "IBM" });
  const before = await history();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await history()).toEqual(before);
});

test("the page is served below the base, under a policy that allows no script but its own", async () => {
  const pageDir = await mkdtemp(join(tmpdir(), "hawser-quotes-"));
  opened.push(() => rm(pageDir, { recursive: true }));
  await writeFile(join(pageDir, "index.html"), "<h1>Quotes</h1>");
  const { port } = await serve({ pageDir });
  const response = await fetch(`http://127.0.0.1:${port}/live/`);
  expect(await response.text()).toBe("<h1>Quotes</h1>");
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/unsafe|script-src/);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
});

test("the client is what the schema asks for", async () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const lines: string[] = [];
  const terminal = { ...processTerminal(), cwd, out: (line: string) => lines.push(line), err: lines.push.bind(lines) };
  expect(await run(["generate", "quotes.schema.ts", "--check"], terminal), lines.join("\n")).toBe(0);
});
