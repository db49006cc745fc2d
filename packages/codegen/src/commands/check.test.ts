import pc from "picocolors";
import { expect, test } from "vitest";
import { firstDifference } from "./check.js";

const colors = pc.createColors(false);

test("shows what was removed and what was added, and at which line", () => {
  expect(firstDifference("a\nb\nc\nz", "a\nB\nC\nz", colors)).toBe("  line 2:\n  - b\n  - c\n  + B\n  + C");
  expect(firstDifference("a\nz", "a\nb\nz", colors)).toBe("  line 2:\n  + b");
  expect(firstDifference("a\nb", "a", colors)).toBe("  line 2:\n  - b");
  expect(firstDifference("a\na", "a\na\na", colors)).toBe("  line 3:\n  + a");
});

test("shows only the beginning of a long difference", () => {
  const long = Array.from({ length: 6 }, (_, i) => `line ${i}`).join("\n");
  expect(firstDifference(`${long}\nend`, "end", colors)).toBe(
    "  line 1:\n  - line 0\n  - line 1\n  - line 2\n  - line 3\n  - ... 2 more lines",
  );
});
