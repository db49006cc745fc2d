import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { renderStub } from "@hawser/codegen";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateInto } from "./generate-client.js";
import { findPython, whyNoPython } from "./python.js";

const schemas = new URL("../../packages/codegen/test/golden/", import.meta.url);
const names = ["chat", "everything", "kinds", "presence", "streams", "topics"];
const mypy = "/usr/bin/mypy";
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hawser-python-golden-"));
  for (const name of names) await generateInto(directory, new URL(`${name}.schema.ts`, schemas), `${name}_client.py`);
  await generateInto(directory, new URL("lab.schema.ts", import.meta.url), "lab_client.py");
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

test.each(["chat", "everything"])("the client of %s is the committed one", async (name) => {
  const rendered = await renderStub({
    schemaFile: fileURLToPath(new URL(`${name}.schema.ts`, schemas)),
    stubFile: fileURLToPath(new URL(`golden/${name}_client.py`, import.meta.url)),
  });
  if ("error" in rendered) throw rendered.error;
  await expect(rendered.stub[0]?.text).toMatchFileSnapshot(`golden/${name}_client.py`);
});

test("no line is longer than 120 columns", async () => {
  const runtime = (await readdir(join(directory, "hawser_runtime"))).map((name) => join("hawser_runtime", name));
  for (const name of [...names.map((name) => `${name}_client.py`), ...runtime]) {
    const text = await readFile(join(directory, name), "utf8");
    // Where a client comes from and how to make it anew stands in lines of their own length.
    const lines = text.split("\n").filter((line) => !line.startsWith("#"));
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  }
});

test("every client can be imported, with warnings as errors", async (context) => {
  const python = findPython();
  if (python === undefined) return context.skip(whyNoPython);
  const program = names.map((name) => `import ${name}_client`).join("\n");
  const { stdout, stderr } = await promisify(execFile)(python, ["-W", "error", "-B", "-c", program], {
    cwd: directory,
  });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
}, 30_000);

test("every client and what uses one pass mypy --strict", async (context) => {
  if (!existsSync(mypy)) return context.skip(`no ${mypy}: apt-get install mypy`);
  const files = [...names.map((name) => `${name}_client.py`), "lab_client.py", "hawser_runtime"];
  const users = ["scenarios.py", "codecs.py"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const { stdout } = await promisify(execFile)(mypy, ["--strict", "--cache-dir", "cache", ...files, ...users], {
    cwd: directory,
    env: { ...process.env, MYPYPATH: directory },
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toMatch(/^Success: no issues found/);
}, 120_000);
