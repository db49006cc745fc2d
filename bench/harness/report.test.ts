import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Recorder } from "./recorder.js";
import { type Report, reportOf } from "./report.js";

const show = (): void => {};

/** As it comes out of the file of `--json`. */
async function written(): Promise<Report> {
  const recorder = new Recorder("rpc", ["a"], { quick: true, large: false, show, secondsLeft: () => 0 });
  const report = await reportOf({ quick: true }, async () => {
    recorder.record({ row: "a", workload: "tiny", metric: "p50", unit: "ms" }, 3, 1);
    recorder.failed("a", "echo", new Error("gone"));
    return [recorder];
  });
  return JSON.parse(JSON.stringify(report));
}

test("a cell says where it stands, of how many values, and what they were", async () => {
  const { cells, failures } = await written();
  expect(cells).toEqual([
    { suite: "rpc", row: "a", workload: "tiny", metric: "p50", unit: "ms", median: 2, min: 1, max: 3, runs: 2 },
  ]);
  expect(failures).toEqual([{ suite: "rpc", row: "a", workload: "echo", message: "gone" }]);
});

test("the circumstances are with it: when, how long, what machine, and what else it had to do", async () => {
  const { startedAt, seconds, quick, machine, othersShare } = await written();
  expect(Math.abs(Date.parse(startedAt) - Date.now())).toBeLessThan(60_000);
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(quick).toBe(true);
  expect(machine.cpu).not.toBe("");
  expect(machine.kernel).toMatch(/\d+\.\d+/);
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryBytes).toBeGreaterThan(1e8);
  expect(othersShare).toBeGreaterThanOrEqual(0);
});

test("the version of Node, of Hawser and of every package that it is measured beside is with it", async () => {
  const { versions } = await written();
  const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(Object.keys(versions)).toEqual(["node", "hawser", ...Object.keys(devDependencies)]);
  for (const version of Object.values(versions)) expect(version).toMatch(/\d+\.\d+\.\d+/);
});
