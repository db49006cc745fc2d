import { diffSchemas } from "../diff/diff-schemas.js";
import { printChanges } from "../diff/print-changes.js";
import { printSchemaFileError } from "../schema/schema-file-error.js";
import { loadSource } from "../source/load-source.js";
import type { AddCommand } from "./add-command.js";

export const addDiff: AddCommand = (program, { terminal, done }) => {
  program
    .command("diff")
    .description("Tell what has changed between two versions of a schema, and whom it breaks.")
    .argument(
      "<old>",
      "the version that clients have: a schema file, a stub,\na snapshot, or git:REVISION:PATH of one of these",
    )
    .argument("<new>", "the version that servers are to have, likewise")
    .option("--json", "print one array of changes")
    .addHelpText("after", helpAfter)
    .action(async (oldSource: string, newSource: string, { json }: { json?: true }) => {
      const { cwd, colors } = terminal;
      const [before, after] = [await loadSource(oldSource, cwd), await loadSource(newSource, cwd)];
      if ("error" in before || "error" in after) {
        const errors = [before, after].flatMap((loaded) =>
          "error" in loaded ? [printSchemaFileError(loaded.error, terminal)] : [],
        );
        // Both versions may fail for one file.
        for (const error of new Set(errors)) terminal.err(error);
        // Not 1, which says that something breaks.
        done(2);
        return;
      }
      const changes = diffSchemas(before.shape, after.shape);
      terminal.out(json ? JSON.stringify(changes, null, 2) : printChanges(changes, colors));
      done(changes.some(({ severity }) => severity === "breaking") ? 1 : 0);
    });
};

const helpAfter = `
A change is breaking when a client of the old version fails at a server of the new
one, compatible when it does not, documentation when nothing that travels differs.

Examples:
  hawser diff git:main:src/chat.schema.ts src/chat.schema.ts
  hawser diff git:v1.4.0:src/chat.client.ts src/chat.schema.ts
  hawser diff chat.schema.json src/chat.schema.ts --json

Exit codes:
  0  nothing breaks
  1  something breaks
  2  the command was called wrongly, or a version cannot be read`;
