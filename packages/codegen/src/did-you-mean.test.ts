import { expect, test } from "vitest";
import { didYouMean } from "./did-you-mean.js";

const names = ["rooms.send", "rooms.list", "messages", "a"];

test.each([
  ["rooms.sned", "; did you mean rooms.send?"],
  ["Rooms.List", "; did you mean rooms.list?"],
  ["message", "; did you mean messages?"],
  ["send", "; did you mean rooms.send?"],
  ["orders.pay", ""],
  ["", "; did you mean a?"],
])("%j", (given, expected) => {
  expect(didYouMean(given, names)).toBe(expected);
});
