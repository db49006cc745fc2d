import { describe, expect, test } from "vitest";
import { suites } from "./suites.js";

describe.each(Object.entries(suites))("%s", (name, load) => {
  test("is found by its name, and is quick with some of its rows, ours first", async () => {
    const { default: suite } = await load();
    expect(suite.name).toBe(name);
    expect(suite.quickRows[0]).toBe("hawser");
    expect(suite.rows.filter((row) => suite.quickRows.includes(row))).toEqual(suite.quickRows);
    expect(suite.quickRows.length).toBeLessThan(suite.rows.length);
  });
});
