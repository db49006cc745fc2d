import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateInto } from "./generate-client.js";
import { findPython, whyNoPython } from "./python.js";

// Clients of APIs as people write them, and of one whose names Python has other ideas about: they import and type-check.

const corpus = new URL("../../packages/codegen/test/corpus/", import.meta.url);
const schemas = [
  ...readdirSync(corpus)
    .filter((name) => name.endsWith(".schema.ts"))
    .map((name) => new URL(name, corpus)),
  new URL("words.schema.ts", import.meta.url),
  new URL("lab.schema.ts", import.meta.url),
];
const clients = schemas.map(({ pathname }) => basename(pathname, ".schema.ts").replaceAll("-", "_").concat("_client"));
const mypy = "/usr/bin/mypy";
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hawser-python-types-"));
  for (const [i, schema] of schemas.entries()) await generateInto(directory, schema, `${clients[i]}.py`);
}, 120_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

test("every client can be imported, with warnings as errors", async (context) => {
  const python = findPython();
  if (python === undefined) return context.skip(whyNoPython);
  const program = clients.map((client) => `import ${client}`).join("\n");
  const { stdout, stderr } = await promisify(execFile)(python, ["-W", "error", "-B", "-c", program], {
    cwd: directory,
  });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
}, 30_000);

test("docstrings, tags and absent keys are as they are read", async (context) => {
  const python = findPython();
  if (python === undefined) return context.skip(whyNoPython);
  const file = fileURLToPath(new URL("words.py", import.meta.url));
  const env = { ...process.env, PYTHONPATH: directory };
  const { stdout } = await promisify(execFile)(python, ["-W", "error", "-B", file], { env });
  expect(stdout).toBe("done\n");
}, 30_000);

// The oldest Python that the client is for: what a later one added is an error.
test("every client and what uses one pass mypy --strict for Python 3.11", async (context) => {
  if (!existsSync(mypy)) return context.skip(`no ${mypy}: apt-get install mypy`);
  const users = ["words.py", "scenarios.py", "topics_scenarios.py", "connection_scenarios.py"];
  const files = [
    ...clients.map((client) => `${client}.py`),
    "hawser_runtime",
    ...users.map((name) => fileURLToPath(new URL(name, import.meta.url))),
  ];
  const flags = ["--strict", "--python-version", "3.11", "--cache-dir", "cache"];
  const { stdout } = await promisify(execFile)(mypy, [...flags, ...files], {
    cwd: directory,
    env: { ...process.env, MYPYPATH: directory },
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toMatch(/^Success: no issues found/);
}, 120_000);
