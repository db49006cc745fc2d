import { fileURLToPath } from "node:url";
import { processTerminal, run } from "@hawser/codegen";
import { expect, test } from "vitest";

test("the stub that is weighed is the one that the generator prints", async () => {
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
  };
  const cwd = fileURLToPath(new URL("../../../", import.meta.url));
  const terminal = { ...processTerminal(), cwd, out: say, err: say };
  const code = await run(["generate", "bundle/clients/hawser/schema.ts", "--check"], terminal);
  expect(code, said.join("\n")).toBe(0);
});
