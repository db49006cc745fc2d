import pc from "picocolors";
import { expect, test } from "vitest";
import { codeFrame } from "./code-frame.js";

const colors = pc.createColors(false);
const source = ["one", "two", "three", "\tfour", "five", "six", "seven", "eight", "nine", "ten"].join("\n");

test("shows two lines around the culprit and marks its column", () => {
  expect(codeFrame(source, { line: 3, column: 2 }, colors)).toBe(
    ["  1 | one", "  2 | two", "> 3 | three", "    |  ^", "  4 | \tfour", "  5 | five"].join("\n"),
  );
});

test("keeps tabs in front of the mark", () => {
  expect(codeFrame(source, { line: 4, column: 3 }, colors)).toContain("> 4 | \tfour\n    | \t ^");
});

test("aligns numbers of different widths, and ends with the file", () => {
  expect(codeFrame(source, { line: 9, column: 1 }, colors)).toBe(
    ["   7 | seven", "   8 | eight", ">  9 | nine", "     | ^", "  10 | ten"].join("\n"),
  );
});

test("understands CRLF", () => {
  expect(codeFrame("a\r\nb", { line: 2, column: 1 }, colors)).toBe("  1 | a\n> 2 | b\n    | ^");
});
