import { Command, CommanderError } from "commander";
import type { Suite } from "./suite.js";

/** What the command line asks for. */
export interface Options {
  readonly quick: boolean;
  readonly large: boolean;
  readonly guard: boolean;
  readonly build: boolean;
  /** The suites to run, in the order of the list of suites. */
  readonly only: readonly string[];
  /** Absent: all rows, or with `quick` those of each suite that are for it. */
  readonly rows?: readonly string[] | "all";
  readonly json?: string;
}

/**
 * Reads the command line.
 * @throws UsageError where it asks for something that is not there, or for the help, which then is its message.
 */
export function parseOptions(args: readonly string[], suiteNames: readonly string[]): Options {
  let said = "";
  const command = new Command("npm run bench --")
    .description(
      [
        "Measures Hawser beside its peers, and writes tables and charts into bench/README.md.",
        `Suites: ${suiteNames.join(", ")}.`,
      ].join("\n"),
    )
    .option("--quick", "fewer rows, and fewer and shorter runs, within 2 minutes; leaves bench/README.md alone", false)
    .option("--large", "with what only a larger machine can hold, such as 50,000 connections", false)
    .option("--only <suites>", "only these suites, with commas between")
    .option(
      "--rows <rows>",
      "only these rows, with commas between; leaves bench/README.md alone. all: what --quick leaves out, too",
    )
    .option("--json <file>", "write every measured cell into this file")
    .option("--guard", "fail where the figures of this run show a regression", false)
    .option("--no-build", "measure the packages as they were built before")
    .helpOption("--help", "show this")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        said += text;
      },
      writeErr: (text) => {
        said += text;
      },
    });
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(
      error.code === "commander.helpDisplayed" ? said : `${said.trim()} (--help lists all)`,
      error.exitCode,
    );
  }
  const { only, rows, ...flags } = command.opts<Omit<Options, "only" | "rows"> & { only?: string; rows?: string }>();
  const named = only === undefined ? suiteNames : listed("--only", only, suiteNames, "suite");
  return {
    ...flags,
    only: suiteNames.filter((name) => named.includes(name)),
    ...(rows === undefined ? {} : { rows: rows === "all" ? rows : listed("--rows", rows) }),
  };
}

/**
 * The rows of each suite that are asked for; a suite that has none of them is left out.
 * @throws UsageError for a row that no suite has.
 */
export function chooseRows(
  chosen: readonly Suite[],
  { rows, quick }: Pick<Options, "rows" | "quick">,
): Map<Suite, readonly string[]> {
  if (rows === undefined && quick) return new Map(chosen.map((suite) => [suite, suite.quickRows]));
  if (rows === undefined || rows === "all") return new Map(chosen.map((suite) => [suite, suite.rows]));
  const all = [...new Set(chosen.flatMap((suite) => suite.rows))];
  checkNames("--rows", rows, all, "row");
  const some = chosen.map((suite): [Suite, readonly string[]] => [
    suite,
    suite.rows.filter((row) => rows.includes(row)),
  ]);
  return new Map(some.filter(([, rows]) => rows.length > 0));
}

/** About what a suite takes with some of its rows. */
export function expectedSeconds(
  suite: Pick<Suite, "seconds" | "rows" | "quickRows">,
  rows: readonly string[],
  { quick }: Pick<Options, "quick">,
): number {
  const { seconds } = suite;
  return quick
    ? (seconds.quick * rows.length) / suite.quickRows.length
    : (seconds.whole * rows.length) / suite.rows.length;
}

/** The command line cannot be followed: the message is for whoever wrote it. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

function listed(flag: string, text: string, known?: readonly string[], what?: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === ""))
    throw new UsageError(`error: ${flag} ${text}: a name between commas is empty`, 1);
  if (known !== undefined) checkNames(flag, names, known, what);
  return names;
}

function checkNames(flag: string, names: readonly string[], known: readonly string[], what = "name"): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`error: ${flag}: there is no ${what} '${unknown}'. There are: ${known.join(", ")}`, 1);
}
