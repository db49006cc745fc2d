import type { Order, TinyInput } from "./api.js";

/** Several of each, all of one size: no two calls in a row say the same, and bytes can be counted exactly. */
export const tinyInputs: readonly TinyInput[] = Array.from({ length: 64 }, (_, i) => ({
  room: `r${10 + i}`,
  text: "hello there",
}));

export const orders: readonly Order[] = Array.from({ length: 64 }, (_, i) => ({
  id: `order-${1_000_000 + i}`,
  number: 70_000 + i,
  isPaid: true,
  placedAt: 1_700_000_000_000.5 + i,
  note: "Please leave it with the neighbour when nobody opens.",
  customer: { name: `Kim de Boer ${10 + i}`, email: "kim.deboer@example.com", city: "Rotterdam", country: "NL" },
  tags: ["fragile", "gift", "north", "insured"],
  lines: Array.from({ length: 8 }, (_, line) => ({
    sku: `SKU-${500_000 + 100 * i + line}`,
    title: `Rope and shackle, size ${line}`,
    quantity: line + 1,
    price: 19.25 + line,
  })),
}));
