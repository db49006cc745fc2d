import { any, type HawserError, type MatchedGap, type PatternOptions, type PatternSubscription } from "@hawser/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type {
  AuctionsEvent,
  Lot,
  PricesEvent,
  PricesParams,
  TradesEvent,
  TradesParams,
} from "./golden/presence.client.js";
import { type Entered, type OpenFloor, openFloor } from "./open-floor.js";
import { transports } from "./transports.js";

// A generated client against a real server: several instances of a topic in one subscription, over sockets.

const [eur, usd, gbp] = ["EUR", "USD", "GBP"].map((symbol) => ({ symbol })) as [
  PricesParams,
  PricesParams,
  PricesParams,
];

describe.each(transports)("over $name", ({ transport }) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    let open: OpenFloor;
    let ann: Entered;

    beforeEach(async () => {
      open = await openFloor(encoding, await transport());
      ann = await open.enter("ann");
    });

    afterEach(() => open.close());

    function bid(params: PricesParams, value: number): void {
      open.server.publish.prices(params, { bid: value });
    }

    const prices = (params: Parameters<typeof ann.floor.prices.subscribeAll>[0], since?: Since<PricesParams>) =>
      watch<PricesParams, PricesEvent>((options) => ann.floor.prices.subscribeAll(params, options), since);

    test("a list brings the events of each of its params, with these, and of no others", async () => {
      const { log, subscription } = await prices([eur, usd, { ...eur }]);
      bid(eur, 1);
      bid(gbp, 2);
      bid(usd, 3);
      bid(eur, 4);
      await vi.waitFor(() => expect(log).toHaveLength(3));
      await ann.floor.idle();
      expect(log).toEqual([
        [eur, { bid: 1 }, 1],
        [usd, { bid: 3 }, 1],
        [eur, { bid: 4 }, 2],
      ]);
      expect([...subscription.positions()].map(({ params, position }) => [params, position.offset])).toEqual(
        expect.arrayContaining([
          [eur, 2],
          [usd, 1],
        ]),
      );
      await subscription.unsubscribe();
      bid(eur, 5);
      await ann.floor.idle();
      expect(log).toHaveLength(3);
    });

    test("a list is shared with whoever subscribes to one of its params alone", async () => {
      const { log } = await prices([eur, usd]);
      const alone: number[] = [];
      const subscription = ann.floor.prices.subscribe(eur, { onEvent: ({ bid }) => alone.push(bid) });
      await vi.waitFor(() => expect(subscription.status).toBe("active"));
      bid(eur, 1);
      await vi.waitFor(() => expect([log, alone]).toEqual([[[eur, { bid: 1 }, 1]], [1]]));
      await subscription.unsubscribe();
      bid(eur, 2);
      await vi.waitFor(() => expect(log).toHaveLength(2));
      expect(alone).toEqual([1]);
    });

    test("params need not be an object to be listed", async () => {
      const read: [string, number, number][] = [];
      const orders = ann.floor.orders.subscribeAll(["ann", "bob"]);
      await vi.waitFor(() => expect(orders.status).toBe("active"));
      for (const [i, account] of ["ann", "bob", "cy", "bob"].entries()) open.server.publish.orders(account, { id: i });
      for await (const { params, event, offset } of orders) {
        read.push([params, event.id, offset]);
        if (read.length === 3) break;
      }
      expect(read).toEqual([
        ["ann", 0, 1],
        ["bob", 1, 1],
        ["bob", 3, 2],
      ]);
      expect(orders.status).toBe("ended");
    });

    test("an open param covers what there is, and what comes to be", async () => {
      bid(eur, 1);
      const { log, gaps } = await prices({ symbol: any });
      bid(eur, 2);
      bid(usd, 3);
      bid(usd, 4);
      await vi.waitFor(() => expect(log).toHaveLength(3));
      expect(log).toEqual([
        [eur, { bid: 2 }, 2],
        [usd, { bid: 3 }, 1],
        [usd, { bid: 4 }, 2],
      ]);
      expect(gaps).toEqual([]);
    });

    test("an open param begins in each instance where it is asked to", async () => {
      for (let i = 1; i <= 3; i += 1) bid(eur, i);
      bid(usd, 10);
      const { log } = await prices({ symbol: any }, 2);
      await vi.waitFor(() => expect(log).toHaveLength(3));
      expect(bids(log, eur)).toEqual([2, 3]);
      expect(bids(log, usd)).toEqual([10]);
    });

    test("params that are given have to agree", async () => {
      const trades = await watch<TradesParams, TradesEvent>((options) =>
        ann.floor.trades.subscribeAll({ exchange: "x", symbol: any, lot: any }, options),
      );
      const at = new Date(5);
      open.server.publish.trades({ exchange: "x", symbol: "a" }, { at, size: 1 });
      open.server.publish.trades({ exchange: "y", symbol: "a" }, { at, size: 2 });
      open.server.publish.trades({ exchange: "x", symbol: "a", lot: 5 }, { at, size: 3 });
      await vi.waitFor(() => expect(trades.log).toHaveLength(2));
      await ann.floor.idle();
      expect(trades.log).toEqual([
        [{ exchange: "x", symbol: "a" }, { at, size: 1 }, 1],
        [{ exchange: "x", symbol: "a", lot: 5 }, { at, size: 3 }, 1],
      ]);
    });

    test("a param that is absent and not left open is absent", async () => {
      const trades = await watch<TradesParams, TradesEvent>((options) =>
        ann.floor.trades.subscribeAll({ exchange: "x", symbol: any }, options),
      );
      const at = new Date(5);
      open.server.publish.trades({ exchange: "x", symbol: "a", lot: 5 }, { at, size: 1 });
      open.server.publish.trades({ exchange: "x", symbol: "b" }, { at, size: 2 });
      await vi.waitFor(() => expect(trades.log.length).toBeGreaterThan(0));
      await ann.floor.idle();
      expect(trades.log).toEqual([[{ exchange: "x", symbol: "b" }, { at, size: 2 }, 1]]);
    });

    test("a pattern without an open param is one instance", async () => {
      const { log } = await prices(usd);
      bid(eur, 1);
      bid(usd, 2);
      await vi.waitFor(() => expect(log).toEqual([[usd, { bid: 2 }, 1]]));
    });

    test("who may not leave a param open is refused, and may still list", async () => {
      const eve = await open.enter("eve");
      const ends: unknown[] = [];
      const onEnd = (error?: HawserError): unknown => ends.push(error);
      eve.floor.prices.subscribeAll({ symbol: any }, { onEnd });
      eve.floor.trades.subscribeAll({ exchange: "dark", symbol: any }, { onEnd });
      eve.floor.trades.subscribeAll({ exchange: any, symbol: "a" }, { onEnd });
      await vi.waitFor(() => expect(ends).toMatchObject(Array.from({ length: 3 }, () => ({ code: "forbidden" }))));
      const { log } = await watch<PricesParams, PricesEvent>((options) =>
        eve.floor.prices.subscribeAll([eur], options),
      );
      bid(eur, 1);
      await vi.waitFor(() => expect(log).toHaveLength(1));
    });

    test.each([
      ["a list", [eur, usd, gbp]],
      ["an open param", { symbol: any }],
    ] as const)("a cut connection loses nothing of %s, and doubles nothing", async (_name, params) => {
      const { log, gaps } = await prices(params);
      const rounds = 5;
      for (let round = 0; round < rounds; round += 1) {
        bid(eur, 2 * round);
        // Comes to be while nobody is connected.
        ann.cut();
        bid(eur, 2 * round + 1);
        if (round > 0) bid(usd, round);
        await ann.back();
      }
      bid(gbp, 1);
      await vi.waitFor(() => expect(log).toHaveLength(2 * rounds + rounds));
      expect(bids(log, eur)).toEqual(Array.from({ length: 2 * rounds }, (_, i) => i));
      expect(bids(log, usd)).toEqual(Array.from({ length: rounds - 1 }, (_, i) => i + 1));
      expect(bids(log, gbp)).toEqual([1]);
      expect(gaps).toEqual([]);
    });

    test.each([
      ["a list", [eur, usd]],
      ["an open param", { symbol: any }],
    ] as const)("what the topic no longer keeps is a gap of its instance in %s", async (_name, params) => {
      bid(eur, 0);
      bid(usd, 0);
      const { log, gaps } = await prices(params, 10);
      await vi.waitFor(() => expect(log).toHaveLength(2));
      ann.cut();
      open.server.publish.prices.batch(
        eur,
        Array.from({ length: 1_200 }, (_, i) => ({ bid: i })),
      );
      bid(usd, 1);
      await vi.waitFor(() => expect(log).toHaveLength(2 + 1_000 + 1), { timeout: 5_000 });
      expect(gaps).toEqual([{ type: "gap", reason: "expired", params: eur, from: 2, to: 201 }]);
      expect(log.filter(([params]) => params.symbol === "EUR").map(([, , offset]) => offset)).toEqual([
        1,
        ...Array.from({ length: 1_000 }, (_, i) => 202 + i),
      ]);
      expect(bids(log, usd)).toEqual([0, 1]);
    });

    test.each([
      ["a list", [eur, usd]],
      ["an open param", { symbol: any }],
    ] as const)("stored positions are where %s goes on", async (_name, params) => {
      const first = await prices(params);
      bid(eur, 1);
      bid(usd, 2);
      await vi.waitFor(() => expect(first.log).toHaveLength(2));
      const positions = structuredClone([...first.subscription.positions()]);
      await first.subscription.unsubscribe();
      bid(eur, 3);
      bid(usd, 4);
      const second = await prices(params, positions);
      bid(eur, 5);
      await vi.waitFor(() => expect(second.log).toHaveLength(3));
      expect(bids(second.log, eur)).toEqual([3, 5]);
      expect(bids(second.log, usd)).toEqual([4]);
      expect(second.gaps).toEqual([]);
    });

    test("params that have a name of their own can be left open, too", async () => {
      const { log } = await watch<Lot, AuctionsEvent>((options) =>
        ann.floor.auctions.subscribeAll({ house: "north", lot: any }, options),
      );
      for (const [house, lot] of [
        ["north", 7],
        ["south", 8],
        ["north", 9],
      ] as const) {
        open.server.publish.auctions({ house, lot }, { bid: lot, lot: { house, lot } });
      }
      await vi.waitFor(() => expect(log).toHaveLength(2));
      expect(log.map(([params, { bid }]) => [params, bid])).toEqual([
        [{ house: "north", lot: 7 }, 7],
        [{ house: "north", lot: 9 }, 9],
      ]);
    });

    test("a revoked pattern ends with the reason", async () => {
      const { ends } = await prices({ symbol: any });
      expect(open.server.topics.prices.revoke({ message: "no more prices" })).toBe(1);
      await vi.waitFor(() => expect(ends).toMatchObject([{ code: "forbidden" }]));
      expect(String(ends[0])).toContain("no more prices");
    });
  });
});

type Since<Params> = PatternOptions<Params, unknown>["since"];

interface Watched<Params, Event> {
  readonly subscription: PatternSubscription<Params, Event>;
  readonly log: [params: Params, event: Event, offset: number][];
  readonly gaps: MatchedGap<Params>[];
  readonly ends: unknown[];
}

/** Subscribes, keeps what comes, and waits for the server's confirmation. */
async function watch<Params, Event>(
  subscribeAll: (options: PatternOptions<Params, Event>) => PatternSubscription<Params, Event>,
  since?: Since<Params>,
): Promise<Watched<Params, Event>> {
  const log: Watched<Params, Event>["log"] = [];
  const gaps: MatchedGap<Params>[] = [];
  const ends: unknown[] = [];
  const subscription = subscribeAll({
    since,
    onEvent: (event, { params, offset }) => log.push([params, event, offset]),
    onGap: (gap) => gaps.push(gap),
    onEnd: (error) => ends.push(error),
  });
  await vi.waitFor(() => expect(subscription.status).toBe("active"));
  return { subscription, log, gaps, ends };
}

/** What one instance had, in the order in which it came. */
function bids(log: Watched<PricesParams, PricesEvent>["log"], { symbol }: PricesParams): number[] {
  return log.filter(([params]) => params.symbol === symbol).map(([, { bid }]) => bid);
}
