import { randomUUID } from "node:crypto";
import { type Chat, connect as connectChat } from "../chat/chat.client.js";
import { connect as connectQuotes, isStocksHistoryError } from "../quotes/quotes.client.js";

/**
 * Uses both examples as a page would, prints a row for each thing that worked, and throws at the first that did not.
 *
 * @param url of the front page.
 */
export async function smoke(url: string): Promise<void> {
  const rows: Row[] = [];
  const record = async (what: string, work: () => Promise<string>): Promise<void> => {
    const startedAt = performance.now();
    const result = await work();
    rows.push({ what, result, ms: Math.round(performance.now() - startedAt) });
  };
  const timeout = AbortSignal.timeout(30_000);

  for (const page of ["", "chat/", "quotes/"]) {
    await record(`GET /${page}`, async () => {
      const response = await fetch(url + page, { signal: timeout });
      const text = await response.text();
      if (!response.ok || !text.includes("<html")) throw new Error(`GET /${page} answered ${response.status}`);
      return `${response.status}, ${text.length} characters`;
    });
  }
  await smokeQuotes(new URL("quotes/rpc", url), record, timeout);
  await smokeChat(new URL("chat/", url), record, timeout);

  console.table(rows);
  console.log(`${rows.length} of ${rows.length} worked.`);
}

interface Row {
  what: string;
  result: string;
  ms: number;
}

type Record = (what: string, work: () => Promise<string>) => Promise<void>;

async function smokeQuotes(url: URL, record: Record, signal: AbortSignal): Promise<void> {
  const quotes = connectQuotes(url);
  await record("quotes: stocks.list()", async () => {
    const listings = await quotes.stocks.list({ signal });
    return listings.map(({ symbol }) => symbol).join(", ");
  });
  await record("quotes: stocks.history()", async () => {
    const ticks = await quotes.stocks.history({ symbol: "AAPL", points: 12 }, { signal });
    return `${ticks.length} prices, the last ${ticks.at(-1)?.price} USD`;
  });
  await record("quotes: stocks.history() of nothing", async () => {
    try {
      await quotes.stocks.history({ symbol: "NONE" }, { signal });
    } catch (error) {
      if (isStocksHistoryError(error) && error.code === "UnknownSymbol") return `UnknownSymbol ${error.data.symbol}`;
      throw error;
    }
    throw new Error("an unknown symbol has a history");
  });
  await record("quotes: stocks.ticks, 5 events", async () => {
    const prices: number[] = [];
    for await (const { price } of quotes.stocks.ticks.subscribe()) {
      if (prices.push(price) === 5) break;
    }
    return `${prices.join(", ")} USD`;
  });
  await record("quotes: quakes.felt, 3 events", async () => {
    const places: string[] = [];
    for await (const { magnitude } of quotes.quakes.felt.subscribe({ minMagnitude: 1 })) {
      if (places.push(`M${magnitude}`) === 3) break;
    }
    return places.join(", ");
  });
  await quotes.connection.close();
}

async function smokeChat(url: URL, record: Record, signal: AbortSignal): Promise<void> {
  const [ada, bob] = ["Ada", "Bob"].map((nick) => {
    const secret = randomUUID();
    return connectChat(new URL("rpc", url), { auth: () => fetchToken(url, nick, secret) });
  });
  if (!ada || !bob) return;
  await record("chat: users.enter()", async () => {
    const { text } = await ada.users.enter({ nick: "Ada" }, { signal });
    await bob.users.enter({ nick: "Bob" }, { signal });
    return text;
  });
  await record("chat: rooms.list()", async () => {
    const rooms = await ada.rooms.list({ signal });
    return rooms.map(({ name }) => name).join(", ");
  });
  await record("chat: rooms.send(), heard by another", async () => {
    const heard = bob.rooms.messages.subscribe({ room: "lobby" });
    const first = heard[Symbol.asyncIterator]().next();
    // The subscription left before this call on bob's connection, so it holds once this is answered.
    await bob.rooms.list({ signal });
    await ada.rooms.send({ room: "lobby", text: "hello", mark: randomUUID() }, { signal });
    const { value } = await first;
    await heard.unsubscribe();
    return `${value?.from}: ${value?.text}`;
  });
  await record("chat: rooms.backlog(), a stream", async () => {
    for (const text of ["one", "two", "three"]) await bob.rooms.send({ room: "lobby", text, mark: text }, { signal });
    const texts: string[] = [];
    for await (const { text } of ada.rooms.backlog({ room: "lobby" }, { signal })) texts.push(text);
    return texts.join(", ");
  });
  await record("chat: connection.refreshAuth(), in band", async () => {
    const before = sessionOf(ada);
    await ada.connection.refreshAuth();
    if (sessionOf(ada) !== before) throw new Error("a renewed token has cost the connection");
    return "another token, the same connection";
  });
  await Promise.all([ada.connection.close(), bob.connection.close()]);
}

async function fetchToken(url: URL, nick: string, secret: string): Promise<{ token: string }> {
  const response = await fetch(new URL(`token?nick=${nick}`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${secret}` },
  });
  if (!response.ok) throw new Error(`POST token answered ${response.status}`);
  return (await response.json()) as { token: string };
}

function sessionOf({ connection }: Chat): string | undefined {
  return connection.status.state === "open" ? connection.status.session : undefined;
}
