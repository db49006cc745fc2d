import { expect, test } from "vitest";
import { type Cell, cellOf } from "./cell.js";
import { describeRegression, findRegressions } from "./guard.js";

/** A run in which everything is as it should be, apart from what is given. */
function cells(other: Readonly<Record<string, number>> = {}): Cell[] {
  const good: Record<string, number> = {
    "hawser/tiny 1x64/server CPU": 0.1,
    "uws-msgpackr/tiny 1x64/server CPU": 0.4,
    "hawser/tiny 1x64/client CPU": 0.2,
    "uws-msgpackr/tiny 1x64/client CPU": 0.7,
    "hawser/tiny 1x64/calls": 200_000,
    "uws-msgpackr/tiny 1x64/calls": 100_000,
    "hawser/tiny 64x8/server CPU": 0.1,
    "uws-msgpackr/tiny 64x8/server CPU": 0.3,
    "hawser/1 KB echo 1x64/server CPU": 0.5,
    "uws-msgpackr/1 KB echo 1x64/server CPU": 1,
    "hawser/tiny 1x1/bytes up": 27,
    "hawser/tiny 1x1/bytes down": 9,
    "hawser/1 KB echo 1x1/bytes up": 554,
    "hawser/1 KB echo 1x1/bytes down": 549,
    "hawser/tiny 1x64/messages up": 1 / 64,
    "hawser/tiny 1x64/messages down": 1 / 64,
  };
  return Object.entries({ ...good, ...other })
    .filter(([, value]) => !Number.isNaN(value))
    .map(([key, value]) => {
      const [row = "", workload = "", metric = ""] = key.split("/");
      return cellOf("rpc", { row, workload, metric, unit: "" }, [value]);
    });
}

test("finds nothing in a run as it should be", () => {
  expect(findRegressions(cells())).toEqual([]);
});

test("does not ask for suites that did not run", () => {
  expect(findRegressions([])).toEqual([]);
});

test("bears the noise of a busy machine", () => {
  expect(findRegressions(cells({ "hawser/tiny 1x64/server CPU": 0.3 }))).toEqual([]);
});

test("finds a server that lost its lead, a byte too many, frames in messages of their own, and what is missing", () => {
  const broken = cells({
    "hawser/tiny 1x64/server CPU": 0.39,
    "hawser/tiny 1x1/bytes up": 28,
    "hawser/tiny 1x64/messages down": 1,
    "hawser/tiny 64x8/server CPU": Number.NaN,
  });
  expect(findRegressions(broken).map(describeRegression)).toEqual([
    "tiny 1x64: server CPU ÷ uws-msgpackr: 0.9750, must be at most 0.8 ×",
    "tiny 64x8: server CPU ÷ uws-msgpackr: not measured, must be at most 1.2 ×",
    "tiny 1x1: bytes up: 28.00, must be exactly 27 bytes/call",
    "tiny 1x64: messages down: 1.000, must be exactly 0.016 messages/call",
  ]);
});
