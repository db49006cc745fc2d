import { Draw } from "./draw.js";

/** Offsets that take four bytes, as after a day of trading. */
const firstOffset = 1_000_000;

/**
 * Values of each workload, the same in every run. Several of each, so that nothing is measured on one value that an
 * engine could learn by heart.
 */
export const samples = {
  tiny: many(64, tiny),
  order: many(64, order),
  event: many(64, (draw, index) => ({ offset: firstOffset + index, event: trade(draw) })),
  rows: many(2, (draw) => ({ rows: many(10_000, row, draw.whole(1_000_000)) })),
} as const;

export type Workload = keyof typeof samples;

function tiny(draw: Draw) {
  return { room: `room-${draw.whole(50)}`, text: draw.words(4) };
}

function order(draw: Draw) {
  return {
    id: `ord_${draw.whole(1_000_000_000)}`,
    number: draw.whole(100_000),
    status: draw.of(["open", "paid", "shipped", "returned"] as const),
    customerId: draw.whole(5_000_000),
    placedAt: 1_700_000_000_000 + draw.whole(1_000_000_000),
    isGift: draw.whole(2) === 1,
    ...(draw.whole(2) === 1 && { note: draw.words(24) }),
    total: draw.whole(100_000) / 100,
    shipTo: address(draw),
    billTo: address(draw),
    tags: [draw.word(), draw.word(), draw.word()],
    lines: many(5, line, draw.whole(1_000_000)),
  };
}

function address(draw: Draw) {
  return {
    name: draw.words(2),
    street: `${draw.word()} ${draw.whole(200)}`,
    city: draw.word(),
    zip: String(10_000 + draw.whole(90_000)),
    country: draw.of(["DE", "NL", "DK", "SE"]),
  };
}

function line(draw: Draw) {
  return {
    sku: `SKU-${draw.whole(1_000_000)}`,
    title: draw.words(3),
    quantity: 1 + draw.whole(9),
    unitPrice: draw.whole(20_000) / 100,
    taxRate: draw.of([0.07, 0.19]),
  };
}

function trade(draw: Draw) {
  return {
    symbol: draw.word().toUpperCase(),
    price: draw.whole(1_000_000) / 100,
    size: draw.whole(10_000),
    side: draw.of(["buy", "sell"] as const),
    at: 1_700_000_000_000 + draw.whole(1_000_000_000),
  };
}

function row(draw: Draw, index: number) {
  return {
    id: index,
    name: draw.words(2),
    city: draw.word(),
    score: draw.whole(100_000) / 1000,
    visits: draw.whole(5000),
    isActive: draw.whole(2) === 1,
  };
}

function many<T>(count: number, make: (draw: Draw, index: number) => T, seed = 0): T[] {
  return Array.from({ length: count }, (_, i) => make(new Draw(seed + i), i));
}
