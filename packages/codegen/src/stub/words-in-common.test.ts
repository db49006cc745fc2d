import { expect, test } from "vitest";
import { singularOf, wordsInCommon } from "./words-in-common.js";

test.each<[string[], string | undefined]>([
  [["author", "author"], "Author"],
  [["shippingAddress", "billingAddress"], "Address"],
  [["billing_address", "homeAddress", "address"], "Address"],
  [["lastReadMessage", "firstReadMessage"], "ReadMessage"],
  [["from", "to"], undefined],
  [["item", "item"], undefined],
  [["author"], undefined],
  [[], undefined],
  [["größe", "maxGröße"], "Größe"],
  [["2", "2"], "_2"],
])("%j have %j in common", (names, words) => {
  expect(wordsInCommon(names)).toBe(words);
});

test.each<[string, string | undefined]>([
  ["lines", "line"],
  ["categories", "category"],
  ["boxes", "box"],
  ["addresses", "address"],
  ["days", "day"],
  ["team", undefined],
  ["status", undefined],
  ["address", undefined],
  ["news", undefined],
])("%s: one is %s", (name, singular) => {
  expect(singularOf(name)).toBe(singular);
});
