import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import { expect, test } from "vitest";
import { schemaWith, workspace } from "../test/workspace.js";

const cli = fileURLToPath(new URL("cli.ts", import.meta.url));

const command = ["--conditions", "@hawser/source", "--import", import.meta.resolve("tsx"), cli];

async function hawser(
  cwd: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | undefined; out: string; err: string }> {
  const { exitCode, stdout, stderr } = await x(process.execPath, [...command, ...args], {
    nodeOptions: { cwd, env: { ...process.env, NO_COLOR: "1", ...env } },
    timeout: 30_000,
  });
  return { code: exitCode, out: stdout, err: stderr };
}

test("the command, as a process", async () => {
  const root = await workspace({
    "a.schema.ts": `${schemaWith("send")}\nsetInterval(() => {}, 1000);\n`,
    "b.schema.ts": "export default 1;",
  });
  const generated = await hawser(root, ["generate", "a.schema.ts"]);
  expect(generated).toEqual({ code: 0, out: "created a.client.ts\n", err: "" });
  expect(await readFile(join(root, "a.client.ts"), "utf8")).toContain("export class Test {");

  expect(await hawser(root, ["generate", "a.schema.ts", "-o"])).toMatchObject({ code: 2, out: "" });

  const failed = await hawser(root, ["generate", "b.schema.ts"], { FORCE_COLOR: "1", NO_COLOR: undefined });
  expect(failed.code).toBe(1);
  expect(failed.err).toContain("\u001b[31merror\u001b[39m");
  const plain = await hawser(root, ["generate", "b.schema.ts"]);
  expect(plain.err).not.toContain("\u001b[");
}, 60_000);

test("what a schema file says while it runs stays out of what is printed", async () => {
  const root = await workspace({
    "a.schema.ts": `console.log("loud"); console.info("and clear");\n${schemaWith("send")}`,
  });
  const { code, out, err } = await hawser(root, ["snapshot", "a.schema.ts", "-o", "-"]);
  expect({ code, err }).toEqual({ code: 0, err: "loud\nand clear\n" });
  expect(JSON.parse(out)).toMatchObject({ schema: { name: "test" } });
}, 30_000);

test("what a schema file imports by a path that it works out, and packages that it imports while it runs", async () => {
  const root = await workspace({
    "a.schema.ts": [
      'const { name } = await import(new URL("name.mjs", import.meta.url).href);',
      'const { z: late } = await import("zod");',
      schemaWith("[late.string().parse(name)]"),
    ].join("\n"),
    "name.mjs": 'export const name = "late";',
  });
  expect(await hawser(root, ["generate", "a.schema.ts"])).toEqual({ code: 0, out: "created a.client.ts\n", err: "" });
}, 30_000);

test("what Node cannot import by a path that was worked out is told with its remedy", async () => {
  const root = await workspace({
    "a.schema.ts": 'await import(new URL("part.none", import.meta.url).href);',
    "part.none": "",
  });
  const { code, err } = await hawser(root, ["generate", "a.schema.ts"]);
  expect(err).toMatch(/^error a\.schema\.ts(?::1:\d+)?\n {2}TypeError: Unknown file extension "\.none"/);
  expect(err).toContain("remedy Write out what is imported;");
  expect(code).toBe(1);
}, 30_000);

test("a reader that goes away early is no error", async () => {
  const child = spawn(process.execPath, [...command, "help", "generate"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  expect({ code, err }).toEqual({ code: 0, err: "" });
}, 30_000);

test("what runs on ends when the reader of its pipe goes away", async (context) => {
  if (process.platform !== "linux") context.skip("elsewhere it shows only at the next line");
  const root = await workspace({ "a.schema.ts": schemaWith("send") });
  const words = [process.execPath, ...command, "generate", "a.schema.ts", "--watch"].map((word) => `'${word}'`);
  const pipeline = `set -o pipefail; ${words.join(" ")} | head -1`;
  const { exitCode, stdout, stderr } = await x("bash", ["-c", pipeline], {
    nodeOptions: { cwd: root, env: { ...process.env, NO_COLOR: "1" } },
    timeout: 20_000,
  });
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "created a.client.ts\n", stderr: "" });
}, 30_000);

test.each([
  [
    "never settles",
    "await new Promise(() => {});",
    "error a.schema.ts\n  the file, or one that it imports, never settles",
  ],
  ["calls process.exit", "process.exit(0);", "error a.schema.ts:1:9\n  the file calls process.exit(0)"],
  [
    "rejects what nobody handles",
    'void Promise.reject(new TypeError("lost"));',
    "error a.schema.ts:1:21\n  TypeError: lost",
  ],
])(
  "a schema file that %s fails",
  async (_, statement, expected) => {
    const root = await workspace({ "a.schema.ts": `${statement}\n${schemaWith("send")}` });
    const { code, out, err } = await hawser(root, ["generate", "a.schema.ts"]);
    expect(err).toContain(expected);
    expect(err).not.toMatch(/^\s+at |Warning/m);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  },
  30_000,
);
