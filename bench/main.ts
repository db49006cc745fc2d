import { writeFile } from "node:fs/promises";
import { x } from "tinyexec";
import { thisMachine, versions } from "./harness/machine.js";
import { chooseRows, type Options, parseOptions, UsageError } from "./harness/options.js";
import { showProgress } from "./harness/progress.js";
import { Recorder } from "./harness/recorder.js";
import type { Report } from "./harness/report.js";
import type { Suite } from "./harness/suite.js";
import { suites } from "./suites.js";

const show = showProgress(process.stderr);

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), Object.keys(suites));
  const chosen = chooseRows(await load(options.only), options.rows);
  if (options.build) await buildPackages();
  const reports: Report[] = [];
  for (const [suite, rows] of chosen) reports.push(await runSuite(suite, rows, options));
  if (options.json !== undefined) await writeFile(options.json, JSON.stringify(reports, undefined, 2));
}

function load(names: readonly string[]): Promise<Suite[]> {
  return Promise.all(names.map(async (name) => (await suites[name]?.())?.default as Suite));
}

async function buildPackages(): Promise<void> {
  show("building the packages");
  const { exitCode, stdout, stderr } = await x("npm", ["run", "build"]);
  if (exitCode !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
}

async function runSuite(suite: Suite, rows: readonly string[], options: Options): Promise<Report> {
  const startedMs = Date.now();
  const recorder = new Recorder(suite.name, rows, { ...options, show });
  try {
    await suite.run(recorder);
  } catch (error) {
    recorder.failed("all", "all", error);
  }
  const seconds = (Date.now() - startedMs) / 1_000;
  show(`${suite.name}: ${recorder.cells.length} cells in ${seconds.toFixed(0)} s\n`);
  return {
    startedAt: new Date(startedMs).toISOString(),
    seconds,
    quick: options.quick,
    machine: thisMachine(),
    othersShare: 0,
    versions: versions(),
    cells: recorder.cells,
    failures: recorder.failures,
  };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process[error.exitCode === 0 ? "stdout" : "stderr"].write(`${error.message.trim()}\n`);
  process.exitCode = error.exitCode;
}
