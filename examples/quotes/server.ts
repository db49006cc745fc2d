import { fileURLToPath } from "node:url";
import { createServer, type Server, staticFiles } from "@hawser/server";
import { readEarthquakes } from "./data/earthquakes.js";
import { listingsOf } from "./data/listings.js";
import { readStocks } from "./data/stocks.js";
import schema from "./quotes.schema.js";
import { Replay } from "./replay.js";

export interface QuotesOptions {
  /** URL path under which page and socket are served, with a slash at both ends. The socket is at `rpc` below it. */
  base: string;
  /** Where `buildQuotesPage` put the page. @default {@link pageDir} */
  pageDir?: string;
  /**
   * Milliseconds from one price to the next, of whichever stock. A month has a price of each.
   * @default 100
   */
  priceIntervalMs?: number;
  /** Milliseconds from one earthquake to the next. @default 300 */
  quakeIntervalMs?: number;
  /**
   * How many prices and earthquakes count as replayed before the start, so that the first visitor finds full charts.
   * @default six years of prices, a day of earthquakes
   */
  headStart?: { prices: number; quakes: number };
}

export interface Quotes {
  readonly server: Server<typeof schema>;
  /** Starts the replay. */
  start(): void;
  /** Ends the replay; no timer is left. The server stays. */
  stop(): void;
}

/** Where the page is, unless the options say otherwise. */
export const pageDir = fileURLToPath(new URL("./dist", import.meta.url));

/** The dashboard: its server, which serves the page on the same port, and the replay of the real data. */
export function createQuotes(options: QuotesOptions): Quotes {
  const { base, pageDir: dir = pageDir, priceIntervalMs = 100, quakeIntervalMs = 300 } = options;
  const { headStart = { prices: 335, quakes: 206 } } = options;

  const stockPrices = readStocks();
  const listings = listingsOf(stockPrices);
  const symbols = listings.map((listing) => listing.symbol);

  const prices = new Replay(stockPrices, {
    intervalMs: priceIntervalMs,
    headStart: headStart.prices,
    onItem: (tick) => server.publish.stocks.ticks(tick),
  });
  const quakes = new Replay(readEarthquakes(), {
    intervalMs: quakeIntervalMs,
    headStart: headStart.quakes,
    onItem(quake) {
      for (let minMagnitude = 0; minMagnitude <= Math.min(quake.magnitude, 6); minMagnitude += 0.5) {
        server.publish.quakes.felt({ minMagnitude }, quake);
      }
    },
  });

  const server = createServer(schema, {
    path: `${base}rpc`,
    limits: { maxEventBytes },
    http: [staticFiles(dir, { prefix: base, headers: pageHeaders })],
    procedures: {
      stocks: {
        list: () => listings,
        history({ symbol, points }, call) {
          if (!symbols.includes(symbol)) throw call.error("UnknownSymbol", { symbol, known: symbols });
          return prices.latest(points, (price) => price.symbol === symbol);
        },
      },
      quakes: {
        recent: ({ minMagnitude, limit }) => quakes.latest(limit, (quake) => quake.magnitude >= minMagnitude),
      },
    },
  });

  return {
    server,
    start() {
      prices.start();
      quakes.start();
    },
    stop() {
      prices.stop();
      quakes.stop();
    },
  };
}

/** What is replayed takes a few hundred bytes a second: with the default, a page would be many minutes behind at first. */
const maxEventBytes = 16_384;

/**
 * The page needs nothing but what this server serves: no inline script, no eval, no frame around it. The one inline
 * style is what Observable Plot puts into each of its drawings, known by its hash.
 */
const pageHeaders = {
  "content-security-policy": [
    "default-src 'self'",
    "style-src 'self' 'sha256-+TfQir1nvDucAdvE6XUQBt4ayUjpAWkbw2kCdSfekHM='",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
};
