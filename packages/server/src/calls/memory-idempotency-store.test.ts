import { expect, test, vi } from "vitest";
import { MemoryIdempotencyStore } from "./memory-idempotency-store.js";

const outcome = Uint8Array.of(1, 2, 3);

test("the first who asks runs, everybody else gets its outcome", async () => {
  const { store } = create();
  expect(store.claim("a", 1_000)).toEqual({ state: "run" });
  const second = store.claim("a", 1_000);
  const third = store.claim("a", 1_000);
  store.settle("a", outcome);
  expect(await running(second)).toBe(outcome);
  expect(await running(third)).toBe(outcome);
  expect(store.claim("a", 1_000)).toEqual({ state: "settled", outcome });
  expect(store.claim("b", 1_000)).toEqual({ state: "run" });
});

test("a key that was released is anybody's again", async () => {
  const { store } = create();
  store.claim("a", 1_000);
  const second = store.claim("a", 1_000);
  store.release("a");
  expect(await running(second)).toBeUndefined();
  expect(store.claim("a", 1_000)).toEqual({ state: "run" });
});

test("an outcome is told until its lifetime is over, and then kept no longer", () => {
  const { store, clock } = create();
  store.claim("a", 10_000);
  store.settle("a", outcome);
  clock.nowMs = 9_999;
  expect(store.claim("a", 10_000)).toEqual({ state: "settled", outcome });
  clock.nowMs = 10_000;
  expect(store.claim("a", 10_000)).toEqual({ state: "run" });
  store.settle("a", outcome);
  clock.nowMs = 30_000;
  store.claim("other", 1_000);
  expect(store.size).toBe(1);
});

test("what runs is never forgotten, however old it is", () => {
  const { store, clock } = create();
  store.claim("a", 1_000);
  clock.nowMs = 100_000;
  expect(store.claim("a", 1_000)).toMatchObject({ state: "running" });
});

test("a full store takes no new key until an old one may go, and still answers those that it has", () => {
  const { store, clock } = create(2);
  for (const key of ["a", "b"]) {
    store.claim(key, 1_000);
    store.settle(key, outcome);
  }
  expect(store.claim("c", 1_000)).toEqual({ state: "full", limit: "maxIdempotencyKeys" });
  expect(store.claim("a", 1_000)).toEqual({ state: "settled", outcome });
  clock.nowMs = 1_000;
  expect(store.claim("c", 1_000)).toEqual({ state: "run" });
  expect(store.size).toBe(1);
});

test("a full store looks at its keys only when one of them may go", () => {
  const { store, clock } = create(2);
  for (const key of ["a", "b"]) {
    store.claim(key, 1_000);
    store.settle(key, outcome);
  }
  const looks = vi.spyOn(Map.prototype, Symbol.iterator);
  for (let i = 0; i < 10; i++) store.claim("c", 1_000);
  const before = looks.mock.calls.length;
  clock.nowMs = 1_000;
  store.claim("c", 1_000);
  const after = looks.mock.calls.length;
  looks.mockRestore();
  expect([before, after]).toEqual([0, 1]);
});

test("a store with too many bytes takes no new key until enough of them may go", () => {
  const { store, clock } = create();
  for (const key of ["a", "b"]) {
    store.claim(key, 1_000);
    store.settle(key, outcome);
  }
  expect(store.claim("c", 1_000)).toEqual({ state: "full", limit: "maxIdempotencyBytes" });
  clock.nowMs = 1_000;
  expect(store.claim("c", 1_000)).toEqual({ state: "run" });
});

test("a second outcome changes nothing, nor does one for a key that nobody claimed", () => {
  const { store } = create();
  store.claim("a", 1_000);
  store.settle("a", outcome);
  store.settle("a", Uint8Array.of(9));
  store.release("a");
  store.settle("b", outcome);
  expect(store.claim("a", 1_000)).toEqual({ state: "settled", outcome });
  expect(store.size).toBe(1);
});

function create(maxKeys = 100): { store: MemoryIdempotencyStore; clock: { nowMs: number } } {
  const clock = { nowMs: 0 };
  return {
    store: new MemoryIdempotencyStore({ maxIdempotencyKeys: maxKeys, maxIdempotencyBytes: 6 }, () => clock.nowMs),
    clock,
  };
}

function running(claim: ReturnType<MemoryIdempotencyStore["claim"]>): Promise<Uint8Array | undefined> {
  if (claim.state !== "running") throw new Error(`the claim is ${claim.state}`);
  return claim.outcome;
}
