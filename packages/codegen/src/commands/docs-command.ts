import { Option } from "commander";
import { type DocsFormat, docsFormats, planDocs } from "../docs/docs-target.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand } from "./add-command.js";
import { docs } from "./docs.js";

export const addDocs: AddCommand = (program, { terminal, done }) => {
  program
    .command("docs")
    .description("Document a schema: as a page, as AsyncAPI, or as JSON Schema.")
    .argument("<schema>", "a schema file, a stub, a snapshot, or git:REVISION:PATH of one of these")
    .addOption(new Option("--format <format>", "what to print").choices(docsFormats).default("html"))
    .option(
      "-o, --out <path>",
      "the file to write, or - for the standard output\n(default: beside the schema, such as chat.docs.html,\nchat.asyncapi.json or chat.json-schema.json)",
    )
    .option("--server <url>", "where the API is served, for examples and for AsyncAPI's servers")
    .option("--check", "write nothing; exit with 1 when the file is not what the schema asks for")
    .option("--force", "replace a file that hawser did not generate")
    .addHelpText("after", helpAfter)
    .action(async (source: string, { format, out, server, check, force }: DocsFlags) => {
      if (check && (force || out === "-")) {
        throw new UsageError(`--check compares a file, so it does not go with ${force ? "--force" : "-o -"}.`);
      }
      const target = planDocs(source, { format, out, server }, terminal.cwd);
      done(await docs(target, { check: check ?? false, force: force ?? false }, terminal));
    });
};

interface DocsFlags {
  readonly format: DocsFormat;
  readonly out?: string;
  readonly server?: string;
  readonly check?: true;
  readonly force?: true;
}

const helpAfter = `
Formats:
  html         a reference to read, one file that needs no network
  asyncapi     AsyncAPI 3.0: channels, operations, messages
  json-schema  JSON Schema 2020-12: every type, in its JSON form

Examples:
  hawser docs src/chat.schema.ts
  hawser docs src/chat.schema.ts -o public/api.html --server wss://example.com/rpc
  hawser docs src/chat.schema.ts --format asyncapi -o chat.asyncapi.json
  hawser docs src/chat.schema.ts --format json-schema -o - | jq '.["$defs"] | keys'
  hawser docs src/chat.schema.ts --check
  hawser docs git:v1.2.0:src/chat.schema.ts -o public/v1.2.html

Exit codes:
  0  the file is written, or fresh
  1  the file is stale or could not be written, or the schema could not be read
  2  the command was called wrongly`;
