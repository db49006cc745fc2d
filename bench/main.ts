import { writeFile } from "node:fs/promises";
import { x } from "tinyexec";
import { findRegressions } from "./harness/guard.js";
import { thisMachine, versions } from "./harness/machine.js";
import { tablesOf } from "./harness/markdown.js";
import { chooseRows, type Options, parseOptions, UsageError } from "./harness/options.js";
import { writePage } from "./harness/page.js";
import { showProgress } from "./harness/progress.js";
import { Recorder } from "./harness/recorder.js";
import type { Report } from "./harness/report.js";
import type { Suite } from "./harness/suite.js";
import { watchOthersShare } from "./others.js";
import { suites } from "./suites.js";

const show = showProgress(process.stderr);

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), Object.keys(suites));
  const chosen = chooseRows(await load(options.only), options.rows);
  if (options.build) await buildPackages();
  const whole = await watched(options, async () => {
    const recorders: Recorder[] = [];
    for (const [suite, rows] of chosen) recorders.push(await runSuite(suite, rows, options));
    return recorders;
  });
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(whole, undefined, 2)}\n`);
  for (const { suite, row, workload, message } of whole.failures) {
    console.log(`FAILED ${suite}, ${row}, ${workload}: ${message}`);
  }
  if (options.guard) guard(whole);
}

function load(names: readonly string[]): Promise<Suite[]> {
  return Promise.all(names.map(async (name) => (await suites[name]?.())?.default as Suite));
}

async function buildPackages(): Promise<void> {
  show("building the packages");
  const { exitCode, stdout, stderr } = await x("npm", ["run", "build"]);
  if (exitCode !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
}

async function runSuite(suite: Suite, rows: readonly string[], options: Options): Promise<Recorder> {
  const recorder = new Recorder(suite.name, rows, { ...options, show });
  const report = await watched(options, async () => {
    try {
      await suite.run(recorder);
    } catch (error) {
      recorder.failed("all", "all", error);
    }
    return [recorder];
  });
  show(`${suite.name}: ${report.cells.length} cells in ${report.seconds.toFixed(0)} s\n`);
  console.log(`\n## ${suite.title}\n\n${tablesOf(report.cells)}\n`);
  if (!options.quick && options.rows === undefined) await writePage(suite, report);
  return recorder;
}

/** Runs something, and says what it measured and under which circumstances. */
async function watched(options: Options, measure: () => Promise<readonly Recorder[]>): Promise<Report> {
  const startedMs = Date.now();
  const othersShare = await watchOthersShare();
  const recorders = await measure();
  return {
    startedAt: new Date(startedMs).toISOString(),
    seconds: (Date.now() - startedMs) / 1_000,
    quick: options.quick,
    machine: thisMachine(),
    othersShare: await othersShare(),
    versions: versions(),
    cells: recorders.flatMap(({ cells }) => cells),
    failures: recorders.flatMap(({ failures }) => failures),
  };
}

function guard({ cells, failures }: Report): void {
  const broken = findRegressions(cells);
  for (const line of broken) console.log(`REGRESSION ${line}`);
  if (broken.length === 0 && failures.length === 0) console.log("The guard found nothing.");
  else process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process[error.exitCode === 0 ? "stdout" : "stderr"].write(`${error.message.trim()}\n`);
  process.exitCode = error.exitCode;
}
