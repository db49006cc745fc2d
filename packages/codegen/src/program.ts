import { Command, CommanderError } from "commander";
import { check } from "./commands/check.js";
import { generate } from "./commands/generate.js";
import { watch } from "./commands/watch.js";
import { planTargets } from "./plan-targets.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/** 0: done. 1: a stub is stale, or a schema failed, or a stub could not be written. 2: the command was called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Runs the `hawser` command with its arguments. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = hawser(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${terminal.colors.red("error")} ${error.message}`);
    return 2;
  }
}

interface GenerateFlags {
  readonly out?: string;
  readonly check?: true;
  readonly watch?: true;
  readonly force?: true;
}

function hawser(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command("hawser")
    .description("Typed client stubs from schema files.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showHelpAfterError("Run with --help for what there is.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });

  program
    .command("generate")
    .description("Print the typed client stub of each schema file.")
    .argument("<schema-file...>", "TypeScript files whose default export is made by defineSchema")
    .option(
      "-o, --out <path>",
      "the stub to write; a directory for several schema files\n(default: beside the schema file, chat.schema.ts -> chat.client.ts)\na name in .js or .mjs gives JavaScript and its declarations beside it:\nfor schemas so large that their stub slows type checks down",
    )
    .option("--check", "write nothing; exit with 1 when a stub is not what its schema file asks for")
    .option("--watch", "go on, and generate again when a schema file or a file that it imports changes")
    .option("--force", "replace a file that hawser did not generate")
    .addHelpText("after", helpAfter)
    .action(async (schemaFiles: string[], flags: GenerateFlags) => {
      const targets = planTargets(schemaFiles, flags.out, terminal.cwd);
      const options = { force: flags.force ?? false };
      if (flags.check && (flags.watch || flags.force)) {
        throw new UsageError(`--check writes nothing, so it does not go with ${flags.watch ? "--watch" : "--force"}.`);
      }
      if (flags.check) done(await check(targets, terminal));
      else if (flags.watch) done(await watch(targets, options, terminal));
      else done(await generate(targets, options, terminal));
    });

  return program;
}

const helpAfter = `
Examples:
  hawser generate src/chat.schema.ts
  hawser generate src/chat.schema.ts -o web/src/chat.client.ts
  hawser generate src/chat.schema.ts -o web/src/chat.client.js
  hawser generate src/*.schema.ts -o web/src/generated/
  hawser generate src/chat.schema.ts --check

Exit codes:
  0  every stub is written, or fresh
  1  a stub is stale or could not be written, or a schema file failed
  2  the command was called wrongly`;
