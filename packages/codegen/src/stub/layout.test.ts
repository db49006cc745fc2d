import { expect, test } from "vitest";
import { layOut, layOutList } from "./layout.js";

const long = "X".repeat(60);

test("a type on one line, or an alternative per line", () => {
  expect(layOut("type A =", ["B", "C"])).toBe("type A = B | C;");
  expect(layOut("type A =", [long, long], "")).toBe(`type A =\n  | ${long}\n  | ${long};`);
  expect(layOut("  a:", [long, long], "  ")).toBe(`  a:\n    | ${long}\n    | ${long};`);
  expect(layOut("type A =", [`${long}${long}${long}`])).toBe(`type A = ${long}${long}${long};`);
});

test("parameters on one line, or one per line", () => {
  expect(layOutList("f", ["a", "b"], ": C {")).toBe("f(a, b): C {");
  expect(layOutList("f", [], ": C {")).toBe("f(): C {");
  expect(layOutList("  f", [long, long], ": C {", "  ")).toBe(`  f(\n    ${long},\n    ${long},\n  ): C {`);
});
