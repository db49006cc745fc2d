import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, onTestFinished, test } from "vitest";

// The stubs of the corpus under the oldest, the usual and the newest TypeScript, a process for each.

const compilers = new URL("../../../../tests/compilers/", import.meta.url);

describe.each([
  { version: "5.4", from: new URL("5.4/package.json", compilers) },
  { version: "5.9", from: new URL(import.meta.url) },
  { version: "6", from: new URL("6/package.json", compilers) },
])("TypeScript $version", { tags: ["slow"] }, ({ version, from }) => {
  test("has nothing to say", async () => {
    const { config } = ts.readConfigFile(join(import.meta.dirname, "tsconfig.json"), ts.sys.readFile);
    const compilerOptions = omit(config.compilerOptions, version === "5.4" ? newerOptions : []);
    const include = ["../*.client.ts", "../split/*.client.ts"];
    const lines = await compile({ compilerOptions, include }, { from });
    expect(lines.filter((line) => line.endsWith(".client.ts")).length).toBeGreaterThan(30);
    // The client's own sources stand in for its declarations here, and are held to the rules of this repository.
    const isOurs = /^(?:\.\.\/)+(?:client|core)\/src\//;
    expect(lines.filter((line) => line.includes("error TS") && !isOurs.test(line))).toEqual([]);
  });

  test("a user's declarations say what was made of branded objects", async () => {
    const { config } = ts.readConfigFile(join(import.meta.dirname, "tsconfig.json"), ts.sys.readFile);
    const compilerOptions = {
      ...omit(config.compilerOptions, ["noEmit", ...newerOptions]),
      emitDeclarationOnly: true,
      outDir: "out",
      rootDir: "../../../..",
    };
    const text = [
      'import type { Options, User } from "../../golden/brands.client.js";',
      "declare const user: User;",
      "export const copy = { ...user, more: 1 };",
      "export const { id, ...rest } = user;",
      "export const copied = (options: Options) => [{ ...options }];",
      "export class Holder {",
      "  held = { ...user };",
      "}",
      'export const renamed: User = { ...user, name: "Ann" };',
    ].join("\n");
    const lines = await compile({ compilerOptions, include: ["*.ts"] }, { from, files: { "use.ts": text } });
    expect(lines.filter((line) => /^compiler-.*error TS/.test(line))).toEqual([]);
  });
});

interface Compilation {
  /** Where its TypeScript is found from. */
  readonly from: URL;
  readonly files?: Readonly<Record<string, string>>;
}

/** What the compiler says of a project in a folder beside the stubs. */
async function compile(config: object, { from, files = {} }: Compilation): Promise<string[]> {
  const directory = await mkdtemp(join(import.meta.dirname, "compiler-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ ...files, "tsconfig.json": JSON.stringify(config) })) {
    await writeFile(join(directory, name), text);
  }
  const tsc = createRequire(from).resolve("typescript/lib/tsc.js");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", directory, "--listFiles"], {
    cwd: import.meta.dirname,
    maxBuffer: 2 ** 26,
  }).catch((error: { stdout: string }) => error);
  return stdout.split("\n");
}

/** What TypeScript 5.4 does not know yet. */
const newerOptions = ["erasableSyntaxOnly", "isolatedDeclarations", "noUncheckedSideEffectImports"];

function omit(options: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}
