import { writeFile } from "node:fs/promises";
import { x } from "tinyexec";
import type { Cell } from "./harness/cell.js";
import { describeRegression, findRegressions } from "./harness/guard.js";
import { tablesOf } from "./harness/markdown.js";
import { chooseRows, expectedSeconds, type Options, parseOptions, UsageError } from "./harness/options.js";
import { writePage } from "./harness/page.js";
import { showProgress } from "./harness/progress.js";
import { Recorder } from "./harness/recorder.js";
import { type Report, reportOf } from "./harness/report.js";
import type { Suite } from "./harness/suite.js";
import { shownSeconds, TimeLeft } from "./harness/time-left.js";
import { unmeasured } from "./harness/unmeasured.js";
import { suites } from "./suites.js";

const show = showProgress(process.stderr);

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), Object.keys(suites));
  const chosen = chooseRows(await load(options.only), options);
  if (options.json !== undefined) await checkWritable(options.json);
  const left = timeLeft(chosen, options);
  show(
    `${chosen.size} suites, about ${shownSeconds(left.expectedSeconds + (options.build ? buildSeconds : 0))} on two cores\n`,
  );
  if (options.build) await buildPackages();
  const whole = await reportOf(options, async () => {
    const recorders: Recorder[] = [];
    for (const [suite, rows] of chosen) recorders.push(await runSuite(suite, rows, { options, left }));
    return recorders;
  });
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(whole, undefined, 2)}\n`);
  for (const { suite, row, workload, message } of whole.failures) {
    console.log(`FAILED ${suite}, ${row}, ${workload}: ${message}`);
  }
  if (options.guard) await guard(whole, options, chosen);
}

function load(names: readonly string[]): Promise<Suite[]> {
  return Promise.all(names.map(async (name) => (await suites[name]?.())?.default as Suite));
}

/** What building the packages takes. */
const buildSeconds = 30;

/** Now rather than after half an hour. */
async function checkWritable(file: string): Promise<void> {
  try {
    await writeFile(file, "");
  } catch (error) {
    throw new UsageError(`error: --json ${file}: ${(error as Error).message}`, 1);
  }
}

function timeLeft(chosen: ReadonlyMap<Suite, readonly string[]>, options: Options): TimeLeft {
  return new TimeLeft([...chosen].map(([suite, rows]) => ({ seconds: expectedSeconds(suite, rows, options) })));
}

async function buildPackages(): Promise<void> {
  show("building the packages");
  const { exitCode, stdout, stderr } = await x("npm", ["run", "build"]);
  if (exitCode !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
}

async function runSuite(suite: Suite, rows: readonly string[], { options, left }: Running): Promise<Recorder> {
  const secondsLeft = (done: number, total: number): number => left.secondsLeft(done, total);
  const recorder = new Recorder(suite.name, rows, { ...options, show, secondsLeft });
  left.begin();
  const report = await reportOf(options, async () => {
    try {
      await suite.run(recorder);
    } catch (error) {
      recorder.failed("all", "all", error);
    }
    const { cells: measured, failures } = recorder;
    for (const { row, workload, message } of unmeasured(suite, { rows, scope: options, measured, failures })) {
      recorder.failed(row, workload, message);
    }
    return [recorder];
  });
  show(`${suite.name}: ${report.cells.length} cells in ${report.seconds.toFixed(0)} s\n`);
  console.log(`\n## ${suite.title}\n`);
  if (options.quick && options.rows === undefined) console.log(`${quickNote(suite)}\n`);
  console.log(`${tablesOf(report.cells)}\n`);
  if (!options.quick && (options.rows === undefined || options.rows === "all")) await writePage(suite, report);
  return recorder;
}

interface Running {
  readonly options: Options;
  readonly left: TimeLeft;
}

function quickNote({ rows, quickRows }: Suite): string {
  return `Quick: ${quickRows.length} of ${rows.length} rows (--rows all for the others), fewer and shorter runs: rough figures.`;
}

/** What looks broken is measured once more: it is a regression if it looks so again. */
async function guard(
  { cells }: Report,
  options: Options,
  chosen: ReadonlyMap<Suite, readonly string[]>,
): Promise<void> {
  const suspected = findRegressions(cells);
  for (const bound of suspected) console.log(`suspected: ${describeRegression(bound)}`);
  const places = suspected.flatMap(({ of, to }) => [of, ...(to ? [to] : [])]);
  const concerned = new Map(
    [...chosen].flatMap(([suite, rows]): [Suite, string[]][] => {
      const some = rows.filter((row) => places.some(([name, place]) => name === suite.name && place === row));
      return some.length > 0 ? [[suite, some]] : [];
    }),
  );
  const left = timeLeft(concerned, options);
  const again: Cell[] = [];
  for (const [suite, rows] of concerned) {
    again.push(...(await runSuite(suite, rows, { options: { ...options, rows }, left })).cells);
  }
  const names = new Set(suspected.map(({ what }) => what));
  const broken = findRegressions(again).filter(({ what }) => names.has(what));
  for (const bound of broken) console.log(`REGRESSION ${describeRegression(bound)}`);
  if (broken.length > 0) process.exitCode = 1;
  else console.log("The guard found no regression.");
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process[error.exitCode === 0 ? "stdout" : "stderr"].write(`${error.message.trim()}\n`);
  process.exitCode = error.exitCode;
}
