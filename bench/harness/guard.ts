import { type Bound, type Judged, judge, limitOf } from "./bound.js";
import type { Cell } from "./cell.js";
import { Cells, type Place } from "./cells.js";

/**
 * What a change must not break, as far as it shows on a machine that has other work as well: ratios beside a hand-written server in
 * the same run, far from what is measured on a quiet machine, and figures that noise cannot move. Suites that did not run are
 * not looked at; a figure of one that did and is not there counts as broken.
 */
export function findRegressions(cells: readonly Cell[]): Judged[] {
  const suites = new Set(cells.map(({ suite }) => suite));
  const all = new Cells(cells);
  return guarded
    .filter(({ of }) => suites.has(of[0]))
    .map((bound) => judge(bound, all))
    .filter(({ isMet }) => !isMet);
}

/** A regression in a line. */
export function describeRegression({ what, value, ...bound }: Judged): string {
  return `${what}: ${value?.toPrecision(4) ?? "not measured"}, must be ${limitOf({ what, ...bound })}`;
}

const byHand = (workload: string, metric: string): Pick<Bound, "what" | "of" | "to"> => ({
  what: `${workload}: ${metric} ÷ uws-msgpackr`,
  of: ["rpc", "hawser", workload, metric],
  to: ["rpc", "uws-msgpackr", workload, metric],
});

const exactly = (of: Place, value: number, unit: string): Bound => ({
  what: `${of[2]}: ${of[3]}`,
  of,
  atLeast: value,
  atMost: value,
  unit,
});

/** All that is looked at. */
export const guarded: readonly Bound[] = [
  { ...byHand("tiny 1x64", "server CPU"), atMost: 0.8 },
  { ...byHand("tiny 1x64", "client CPU"), atMost: 0.9 },
  { ...byHand("tiny 1x64", "calls"), atLeast: 1.1 },
  { ...byHand("tiny 64x8", "server CPU"), atMost: 1.2 },
  { ...byHand("1 KB echo 1x64", "server CPU"), atMost: 1.2 },
  exactly(["rpc", "hawser", "tiny 1x1", "bytes up"], 27, "bytes/call"),
  exactly(["rpc", "hawser", "tiny 1x1", "bytes down"], 9, "bytes/call"),
  exactly(["rpc", "hawser", "1 KB echo 1x1", "bytes up"], 554, "bytes/call"),
  exactly(["rpc", "hawser", "1 KB echo 1x1", "bytes down"], 549, "bytes/call"),
  exactly(["rpc", "hawser", "tiny 1x64", "messages up"], 1 / 64, "messages/call"),
  exactly(["rpc", "hawser", "tiny 1x64", "messages down"], 1 / 64, "messages/call"),
  {
    what: "1 KB object: decode and validate ÷ msgpackr-maps",
    of: ["codec", "hawser", "1 KB object", "decode and validate"],
    to: ["codec", "msgpackr-maps", "1 KB object", "decode and validate"],
    statistic: "min",
    atMost: 1,
  },
  exactly(["codec", "hawser", "tiny", "message"], 33.453125, "bytes"),
  exactly(["codec", "hawser", "1 KB object", "message"], 456.546875, "bytes"),
  exactly(["codec", "hawser", "event with its offset", "message"], 36.890625, "bytes"),
  exactly(["codec", "hawser", "10,000 rows", "message"], 354_645, "bytes"),
  {
    what: "the client in a browser, brotli",
    of: ["bundle", "hawser", "one call and one subscription", "brotli"],
    atMost: 15_500,
    unit: "bytes",
  },
];
