import { Option } from "commander";
import { type Language, languages, planTargets, type Target } from "../plan-targets.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand } from "./add-command.js";
import { check } from "./check.js";
import { generate } from "./generate.js";
import { watch } from "./watch.js";

export const addGenerate: AddCommand = (program, { terminal, done }) => {
  program
    .command("generate")
    .description("Write the typed client stub of each schema file, in TypeScript, JavaScript or Python.")
    .argument("<schema-file...>", "TypeScript files whose default export is made by defineSchema")
    .option(
      "-o, --out <path>",
      "the stub to write; a directory for several schema files\n(default: beside the schema file, chat.schema.ts -> chat.client.ts)\na name in .js or .mjs gives JavaScript and its declarations beside it:\nfor schemas so large that their stub slows type checks down",
    )
    .addOption(
      new Option(
        "--lang <language>",
        "the language of the stub; Python comes as chat_client.py\nand hawser_runtime/ beside it",
      )
        .choices(languages)
        .default("typescript"),
    )
    .option(
      "--split",
      "print a file for each namespace at the top, in a directory beside the stub;\nthe stub itself exports what all of them do, so imports stay as they are",
    )
    .option("--check", "write nothing; exit with 1 when a stub is not what its schema file asks for")
    .option("--watch", "go on, and generate again when a schema file or a file that it imports changes")
    .option("--force", "replace a file that hawser did not generate")
    .addHelpText("after", helpAfter)
    .action(async (schemaFiles: string[], flags: GenerateFlags) => {
      const planned = planTargets(schemaFiles, flags.out, { cwd: terminal.cwd, language: flags.lang });
      if (flags.split && planned.some(({ stubFile }) => stubFile.endsWith(".py"))) {
        throw new UsageError("--split is for stubs in TypeScript and JavaScript.");
      }
      const targets = flags.split ? planned.map((target): Target => ({ ...target, split: true })) : planned;
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
  readonly lang: Language;
  readonly split?: true;
  readonly check?: true;
  readonly watch?: true;
  readonly force?: true;
}

const helpAfter = `
Examples:
  hawser generate src/chat.schema.ts
  hawser generate src/chat.schema.ts -o web/src/chat.client.ts
  hawser generate src/chat.schema.ts -o web/src/chat.client.js
  hawser generate src/chat.schema.ts --lang python -o jobs/chat_client.py
  hawser generate src/chat.schema.ts --split
  hawser generate src/*.schema.ts -o web/src/generated/
  hawser generate src/chat.schema.ts --watch
  hawser generate src/chat.schema.ts --check

Exit codes:
  0  every stub is written, or fresh
  1  a stub is stale or could not be written, or a schema file failed
  2  the command was called wrongly`;
