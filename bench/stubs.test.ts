import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { processTerminal, run } from "@hawser/codegen";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const stubs = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".client.ts") && !path.includes("node_modules"),
);

test.each(stubs)("%s is what its schema says", async (stub) => {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const terminal = { ...processTerminal(), cwd: folder, out: print, err: print };
  expect(await run(["generate", stub.replace(".client.ts", ".ts"), "--check"], terminal), lines.join("\n")).toBe(0);
});
