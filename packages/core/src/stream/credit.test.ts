import { expect, test } from "vitest";
import { settled } from "../../test/settled.js";
import { Credit } from "./credit.js";

test("it is open as long as anything is left", () => {
  const credit = new Credit(10);
  credit.spend(9);
  expect(credit.isOpen).toBe(true);
  credit.spend(1);
  expect(credit.isOpen).toBe(false);
});

test("one item may be larger than what is left, and is paid off before the next", () => {
  const credit = new Credit(10);
  credit.spend(100);
  credit.grant(90);
  expect(credit.isOpen).toBe(false);
  credit.grant(1);
  expect(credit.isOpen).toBe(true);
});

test("a window of nothing lets nothing leave before a grant", () => {
  const credit = new Credit(0);
  expect(credit.isOpen).toBe(false);
  credit.grant(1);
  expect(credit.isOpen).toBe(true);
});

test("who waits goes on with the grant that opens it, not before", async () => {
  const credit = new Credit(10);
  credit.spend(30);
  const wait = credit.wait();
  credit.grant(20);
  expect(await settled(wait)).toBe(false);
  credit.grant(1);
  expect(await settled(wait)).toBe(true);
});

test("nobody waits while it is open", async () => {
  expect(await settled(new Credit(1).wait())).toBe(true);
});

test("it can be waited for again and again", async () => {
  const credit = new Credit(1);
  for (let round = 0; round < 3; round++) {
    credit.spend(1);
    const wait = credit.wait();
    expect(await settled(wait)).toBe(false);
    credit.grant(1);
    expect(await settled(wait)).toBe(true);
  }
});

test("after close nobody waits, however much is owed", async () => {
  const credit = new Credit(1);
  credit.spend(100);
  const wait = credit.wait();
  credit.close();
  expect(await settled(wait)).toBe(true);
  credit.spend(1_000_000);
  expect(credit.isOpen).toBe(true);
  expect(await settled(credit.wait())).toBe(true);
  credit.close();
});
