import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "../packages/codegen/src/program.js";
import { RecordingTerminal } from "../packages/codegen/test/recording-terminal.js";

test("the committed stubs are what their schema files ask for", async () => {
  const terminal = new RecordingTerminal(fileURLToPath(new URL("..", import.meta.url)));
  const schemas = [
    "tests/chaos/ledger.schema.ts",
    "tests/matrix/matrix.schema.ts",
    "tests/skew/new.schema.ts",
    "tests/skew/old.schema.ts",
    "tests/soak/soak.schema.ts",
  ];
  const code = await run(["generate", "--check", ...schemas], terminal);
  expect(terminal.errors).toEqual([]);
  expect(code).toBe(0);
});
