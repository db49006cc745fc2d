import { planTargets } from "../plan-targets.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand } from "./add-command.js";
import { check } from "./check.js";
import { generate } from "./generate.js";
import { watch } from "./watch.js";

export const addGenerate: AddCommand = (program, { terminal, done }) => {
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
};

interface GenerateFlags {
  readonly out?: string;
  readonly check?: true;
  readonly watch?: true;
  readonly force?: true;
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
