import { expect, test } from "vitest";
import { closeCodes, closeReason } from "./close-codes.js";

const reasons: Record<string, [reason: string, cut: string]> = {
  empty: ["", ""],
  short: ["no hello came", "no hello came"],
  "123 bytes": ["x".repeat(123), "x".repeat(123)],
  "124 bytes": ["x".repeat(124), "x".repeat(123)],
  "a character of two bytes on the edge": [`${"x".repeat(122)}éé`, "x".repeat(122)],
  "a character of four bytes on the edge": [`${"x".repeat(121)}👍`, "x".repeat(121)],
  "a character of four bytes that just fits": [`${"x".repeat(119)}👍x`, `${"x".repeat(119)}👍`],
  "many characters": ["日".repeat(100), "日".repeat(41)],
};

test.each(Object.entries(reasons))("a reason that is %s", (_name, [reason, cut]) => {
  expect(closeReason(reason)).toBe(cut);
});

test("codes are those of RFC 6455 or of the range for private use (7.4.2), each once", () => {
  const codes = Object.values(closeCodes);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect([1000, 1001, 1009].includes(code) || (code >= 4400 && code < 4600)).toBe(true);
});
