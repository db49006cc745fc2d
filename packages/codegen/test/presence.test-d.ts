import {
  type Attendance,
  any,
  type HawserError,
  type InstancePosition,
  type PatternSubscription,
} from "@hawser/client";
import type {
  DeskTypingMember,
  Floor,
  LobbyMember,
  LobbyMemberInput,
  Lot,
  Person,
  PersonParams,
  PricesEvent,
  PricesParams,
  TradesPattern,
} from "./golden/presence.client.js";

// What a user of a stub sees of presence and of several instances at once. Checked by tsc alone; nothing here runs.

export async function attending(floor: Floor): Promise<Attendance<Person, PersonParams>> {
  const langs: readonly string[] = ["en"];
  const here = floor.desk.messages.attend(
    { desk: "a" },
    {
      as: { nick: "Ada", langs },
      onChange: ({ type, id, data }) => [type satisfies "present" | "join" | "update" | "leave", id.trim(), data.nick],
      onEnd: (error?: HawserError) => error?.code,
      onStatus: (status) => status satisfies string,
    },
  );
  const members: ReadonlyMap<string, Person> = here.members;
  for (const { nick, langs } of members.values()) [nick.trim(), langs?.push("de")];
  const self: string | undefined = here.self;
  await here.update({ nick: "Ada L.", langs });
  for await (const { data } of here) data.nick.trim();
  await here.leave();

  const typing: Attendance<DeskTypingMember> = floor.desk.typing.attend({ desk: "a" });
  await typing.update({ nick: "Ada" });
  const counts: Attendance<number> = floor.prices.attend({ symbol: "EUR" }, { as: 5 });
  await counts.update(6);

  const lobby: Attendance<LobbyMember, LobbyMemberInput> = floor.lobby.attend({
    as: { since: "2026-01-01T00:00:00Z" },
  });
  await lobby.update({ since: "2026-01-02T00:00:00Z", nick: "Ada", badge: new ArrayBuffer(1) });
  for (const { since, badge } of lobby.members.values()) [since.getTime(), badge?.byteLength];
  floor.lobby.attend();

  // @ts-expect-error: the params are missing
  floor.desk.messages.attend({ as: { nick: "Ada" } });
  // @ts-expect-error: no params are declared
  floor.lobby.attend({ desk: "a" });
  // @ts-expect-error: a key is missing
  floor.desk.messages.attend({ desk: "a" }, { as: {} });
  // @ts-expect-error: a key too many
  floor.desk.messages.attend({ desk: "a" }, { as: { nick: "Ada", age: 5 } });
  // @ts-expect-error: what others hear of it, not what one tells
  floor.lobby.attend({ as: { since: new Date() } });
  // @ts-expect-error: nothing reads a Blob before it is sent
  await lobby.update({ since: "2026-01-01T00:00:00Z", badge: new Blob() });
  // @ts-expect-error: members are the server's to change
  here.members.set("id", { nick: "Eve" });
  // @ts-expect-error: nobody is present
  floor.trades.attend({ exchange: "x", symbol: "s" });
  // @ts-expect-error: no such option
  floor.lobby.attend({ since: 5 });
  return self === undefined ? here : floor.desk.messages.attend({ desk: "b" });
}

export async function several(floor: Floor): Promise<PatternSubscription<PricesParams, PricesEvent>> {
  const list: readonly PricesParams[] = [{ symbol: "EUR" }, { symbol: "USD" }];
  floor.prices.subscribeAll(list, { since: 10, overflow: "end", bufferSize: 10 });
  floor.prices.subscribeAll({ symbol: "EUR" });
  const all = floor.prices.subscribeAll(
    { symbol: any },
    {
      onEvent: ({ bid }, { params, offset, epoch }) => [bid.toFixed(), params.symbol.trim(), offset + 1, epoch.trim()],
      onGap: ({ params, reason, from, to }) => [params.symbol.trim(), reason.trim(), to - from],
    },
  );
  for await (const { params, event, offset } of all) [params.symbol.trim(), event.bid.toFixed(), offset + 1];
  for await (const update of all.updates()) {
    if (update.type === "gap") [update.params.symbol.trim(), update.reason.trim(), update.to - update.from];
    else [update.params.symbol.trim(), update.event.bid.toFixed(), update.offset + 1];
  }
  const positions: Iterable<InstancePosition<PricesParams>> = all.positions();
  floor.prices.subscribeAll({ symbol: any }, { since: positions });
  floor.prices.subscribeAll(list, { since: new Date() });

  const pattern: TradesPattern = { exchange: "x", symbol: any, lot: any };
  floor.trades.subscribeAll(pattern);
  floor.trades.subscribeAll({ exchange: any, symbol: "s" });
  floor.trades.subscribeAll([{ exchange: "x", symbol: "s", lot: 5 }]);
  floor.auctions.subscribeAll({ house: "h", lot: any }, { onEvent: (_, { params }) => params satisfies Lot });
  floor.orders.subscribeAll(["ann", "bob"], { onEvent: ({ id }, { params }) => [id + 1, params.trim()] });

  // @ts-expect-error: what is not left open has a value
  floor.trades.subscribeAll({ symbol: any });
  // @ts-expect-error: no such param
  floor.prices.subscribeAll({ symbol: any, room: any });
  // @ts-expect-error: another type
  floor.prices.subscribeAll({ symbol: 5 });
  // @ts-expect-error: another symbol
  floor.prices.subscribeAll({ symbol: Symbol("any") });
  // @ts-expect-error: a list says all of its params
  floor.prices.subscribeAll([{ symbol: any }]);
  // @ts-expect-error: one instance has one value
  floor.prices.subscribe({ symbol: any });
  // @ts-expect-error: only lists
  floor.orders.subscribeAll(any);
  // @ts-expect-error: the schema declares no wildcards
  floor.desk.messages.subscribeAll([{ desk: "a" }]);
  // @ts-expect-error: each instance has an offset of its own
  floor.prices.subscribeAll(list, { since: { epoch: "e", offset: 5 } });
  return all;
}

/** What another member tells can be told again. */
export function again(person: Person): PersonParams {
  return person;
}
