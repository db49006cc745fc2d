import { beforeAll, describe, expect, test } from "vitest";
import type { Cell } from "./harness/cell.js";
import type { Place } from "./harness/cells.js";
import { charts } from "./harness/chart-list.js";
import { guarded } from "./harness/guard.js";
import { readRecords } from "./harness/records.js";
import type { Scope, Suite } from "./harness/suite.js";
import { targets } from "./harness/targets.js";
import { suites } from "./suites.js";

const whole = { quick: false, large: false };
const quick = { quick: true, large: false };

const records = new Map<string, readonly Cell[]>();
const loaded = new Map<string, Suite>();
beforeAll(async () => {
  for (const [name, load] of Object.entries(suites)) loaded.set(name, (await load()).default);
  for (const { cells } of await readRecords()) {
    for (const cell of cells) records.set(cell.suite, [...(records.get(cell.suite) ?? []), cell]);
  }
});

function suite(name: string): Suite {
  return loaded.get(name) as Suite;
}

function promises([name, row, workload, metric]: Place, scope: Scope): boolean {
  if (!suite(name).rows.includes(row)) return false;
  return suite(name)
    .cells(row, scope)
    .some((cell) => cell.workload === workload && cell.metric === metric);
}

describe.each(Object.keys(suites))("%s", (name) => {
  test("is found by its name, and is quick with some of its rows, ours first", () => {
    const { rows, quickRows, name: own } = suite(name);
    expect(own).toBe(name);
    expect(quickRows[0]).toBe("hawser");
    expect(rows.filter((row) => quickRows.includes(row))).toEqual(quickRows);
    expect(quickRows.length).toBeLessThan(rows.length);
  });

  test.each([whole, quick, { quick: false, large: true }])("promises cells of every row, each once: %j", (scope) => {
    for (const row of suite(name).rows) {
      const cells = suite(name).cells(row, scope);
      expect(cells.length, row).toBeGreaterThan(0);
      expect(new Set(cells.map((cell) => JSON.stringify(cell))).size, row).toBe(cells.length);
    }
  });

  test("what it has measured for the page is what it promises", () => {
    // A record is of the suite as it was then: rows that came later are not in it, but what it has must still be promised.
    for (const { row, workload, metric } of records.get(name) ?? []) {
      expect(promises([name, row, workload, metric], whole), `${row}, ${workload}, ${metric}`).toBe(true);
    }
  });
});

test("every target and every guarded figure is a cell of a suite", () => {
  for (const { what, of, to } of targets) {
    for (const place of to ? [of, to] : [of]) expect(promises(place, whole), `${what}: ${place}`).toBe(true);
  }
  for (const { what, of, to } of guarded) {
    for (const place of to ? [of, to] : [of]) expect(promises(place, quick), `${what}: ${place}`).toBe(true);
  }
});

test("every chart has bars of Hawser", () => {
  for (const { name, suite, workloads, metrics } of charts) {
    const places = workloads.flatMap((workload) => metrics.map((metric): Place => [suite, "hawser", workload, metric]));
    expect(
      places.some((place) => promises(place, whole)),
      name,
    ).toBe(true);
  }
});

test("all together are expected to take less than half an hour, and two minutes where it has to be quick", () => {
  const buildSeconds = 30;
  const all = [...loaded.values()].map(({ seconds }) => seconds);
  expect(all.reduce((sum, { whole }) => sum + whole, buildSeconds)).toBeLessThanOrEqual(28 * 60);
  expect(all.reduce((sum, { quick }) => sum + quick, buildSeconds)).toBeLessThanOrEqual(120);
});
