import { expect, test } from "vitest";
import { callOf, keyword, printExpression } from "./expression.js";

test("what fits stands in one line", () => {
  const call = callOf("f", ["a", keyword("b", callOf("g", ["c"]))]);
  expect(printExpression("x = ", call)).toBe("x = f(a, b=g(c))");
});

test("what does not fit has an item per line, and so on inside", () => {
  const long = "x".repeat(100);
  expect(printExpression("y = ", callOf("f", ["a", keyword("b", callOf("g", [long, long]))]), "  ")).toBe(
    ["  y = f(", "      a,", "      b=g(", `          ${long},`, `          ${long},`, "      ),", "  )"].join("\n"),
  );
});
