import type { AccountId, Ledger, Money } from "./corpus/ledger.client.js";
import type {
  AdminId,
  AnyId,
  Brands,
  Cents,
  EverythingOutput,
  Level,
  Maybe,
  OrderId,
  Tree,
  User,
  UserId,
} from "./golden/brands.client.js";

// What keeps branded types apart in a stub, and what does not. Checked by tsc alone; nothing here runs.

export async function kept(brands: Brands, text: string, amount: number): Promise<void> {
  const user = await brands.users.get({ id: text });
  const id: UserId = user.id;
  const order: OrderId = await brands.brand(text);

  // @ts-expect-error: a plain text is nobody's id
  const made: UserId = text;
  // @ts-expect-error: nor is a literal
  const literal: UserId = "u1";
  // @ts-expect-error: one brand is not another
  const other: UserId = order;
  // @ts-expect-error: nor the other way round
  const another: OrderId = id;
  // @ts-expect-error: a plain number is no price
  const price: Cents = amount;
  // @ts-expect-error: one of the texts, yet not of the type
  const level: Level = "low";
  // @ts-expect-error: an object of the same fields, yet not of the type
  const similar: User = { boss: null, id, name: "n" };
  // @ts-expect-error: here too
  const tree: Tree = { children: [], owner: id };

  void [made, literal, other, another, price, level, similar, tree];
}

export async function wide(brands: Brands, user: User, price: Cents): Promise<void> {
  const text: string = user.id;
  const amount: number = price * 2;
  text.trim();

  // A brand comes of a value that came from the server, and of no cast.
  await brands.users.get({ id: user.id });
  await brands.users.put(user);
  await brands.users.put({ boss: null, id: "anybody" });
  await brands.priced.publish({ order: await brands.brand(user.id) }, price);
  await brands.priced.publish({ order: "o1" }, amount);
  for await (const event of brands.priced.subscribe({ order: "o1" })) received(event);
}

function received(price: Cents): number {
  return price;
}

export function ofManyForms(all: EverythingOutput, maybe: Maybe): void {
  const admin: AdminId = all.admin;
  const user: UserId = admin;
  // @ts-expect-error: not every user is one
  const administrator: AdminId = user;
  const any: string | number = all.any;
  // @ts-expect-error: a brand further than that of the user
  const id: AnyId = user;
  const made: string = all.lengthened satisfies UserId;
  const perUser: number | undefined = all.perUser[user];
  const low: Cents = all.perLevel.low;
  const prefixed: string = all.prefixed;
  const readonlyId: string = all.readonlyId satisfies UserId;
  // @ts-expect-error: it is readonly
  all.readonlyUser.name = "n";
  const seen: Set<UserId> = all.seen;
  const first: number | undefined = all.sorted[0];
  const owner: UserId | undefined = all.tree.children[0]?.owner;
  const options: { readonly [key: string]: unknown } = all.options;
  if (maybe === null) return;
  maybe.getTime();
  void [administrator, any, id, made, perUser, low, prefixed, readonlyId, seen, first, owner, options];
}

export async function ofTheCorpus(ledger: Ledger, account: AccountId): Promise<Money> {
  const { balance } = await ledger.accounts.get({ id: account });
  // @ts-expect-error: money that nobody booked
  const made: Money = { amount: 1n, currency: "EUR" };
  void made;
  await ledger.accounts.freeze({ id: "CH0000000001", frozen: true });
  return balance;
}
