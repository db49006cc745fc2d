import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import rootPackage from "../../../../package.json" with { type: "json" };
import templatePackage from "../../template/package.json" with { type: "json" };
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { run } from "../program.js";
import { version } from "../version.js";

let terminal: RecordingTerminal;

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "hawser-init-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  terminal = new RecordingTerminal(directory);
});

test("makes a project that is named after its directory, and says how to run it", async () => {
  expect(await run(["init", "My App"], terminal)).toBe(0);
  const project = join(terminal.cwd, "My App");
  expect((await readdir(project)).sort()).toEqual([
    ".gitignore",
    "README.md",
    "package.json",
    "src",
    "tsconfig.json",
    "web",
  ]);
  const packageJson = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
  expect(packageJson).toEqual({ ...templatePackage, name: "my-app" });
  expect(terminal.text).toContain("made my-app, a live board, in My App");
  expect(terminal.text).toMatch(/cd "My App"\n {2}\w+ install\n {2}\w+ start$/);
});

test("its stub is fresh", async () => {
  await run(["init", "app"], terminal);
  const inside = new RecordingTerminal(new URL("../../template", import.meta.url).pathname);
  expect(await run(["generate", "src/board.schema.ts", "--check"], inside), inside.text).toBe(0);
});

test("takes the directory where it is called, if that is empty but for what version control keeps", async () => {
  await mkdir(join(terminal.cwd, ".git"));
  expect(await run(["init"], terminal)).toBe(0);
  expect(terminal.text).not.toContain("cd ");
});

test("leaves a directory alone that has something in it", async () => {
  await writeFile(join(terminal.cwd, "notes.txt"), "mine");
  expect(await run(["init"], terminal)).toBe(1);
  expect(terminal.errors.join()).toContain(
    "the directory is not empty: it has notes.txt. Name a directory that is empty",
  );
  expect(await readdir(terminal.cwd)).toEqual(["notes.txt"]);
});

test("names no more than three of the things that are in the way", async () => {
  for (const name of ["a", "b", "c", "d", "e"]) await writeFile(join(terminal.cwd, name), "");
  expect(await run(["init"], terminal)).toBe(1);
  expect(terminal.errors.join()).toContain("it has a, b, c and 2 more. Name a directory");
});

test("says so where the directory is a file", async () => {
  await writeFile(join(terminal.cwd, "app"), "");
  expect(await run(["init", "app"], terminal)).toBe(1);
  expect(terminal.errors.join()).toContain("app: this is a file, not a directory");
});

test("says so where no directory can be made", async (context) => {
  if (process.platform !== "linux") context.skip("only Linux has /proc");
  expect(await run(["init", "/proc/none/app"], terminal)).toBe(1);
  expect(terminal.errors.join()).toMatch(/app: no directory can be made there$/);
});

test("asks for this version of the packages, and the tools that it was tried with", () => {
  const { dependencies, devDependencies } = templatePackage;
  const ranges: Record<string, string> = { ...dependencies, ...devDependencies };
  for (const [name, range] of Object.entries(ranges)) {
    if (name.startsWith("@hawser/")) expect([name, range]).toEqual([name, `^${version}`]);
    const ours = (rootPackage.devDependencies as Record<string, string>)[name];
    if (ours !== undefined) expect([name, range]).toEqual([name, ours]);
  }
});
