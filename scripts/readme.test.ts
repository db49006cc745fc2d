import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { exec } from "tinyexec";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = await readFile(join(root, "README.md"), "utf8");

const blocks = blocksOf(readme);

/** The files of an example, as a page shows them: a comment names each. */
function blocksOf(page: string): { path: string; text: string }[] {
  return [...page.matchAll(/<!-- (examples\/echo\/\S+) -->\n```\w+\n(.*?)```/gs)].map(([, path, text]) => ({
    path: path as string,
    text: text as string,
  }));
}

const source = ["--conditions=@hawser/source", "--import", "tsx"];

test.each(["core", "server", "client"])("the page of @hawser/%s shows a file of the example as it is", async (name) => {
  const shown = blocksOf(await readFile(join(root, "packages", name, "README.md"), "utf8"));
  expect(shown).toHaveLength(1);
  for (const { path, text } of shown) expect(text, path).toBe(await readFile(join(root, path), "utf8"));
});

test.each(["core", "server", "client", "codegen", "create"])("@hawser/%s has a page that names it", async (name) => {
  expect(await readFile(join(root, "packages", name, "README.md"), "utf8")).toMatch(`# @hawser/${name}\n`);
});

describe("the README's quick start", { tags: ["slow"] }, () => {
  let directory: string;
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    // Below node_modules, so that the files find the packages as a user's would.
    const parent = join(root, "node_modules", ".cache");
    await mkdir(parent, { recursive: true });
    directory = await mkdtemp(join(parent, "readme-"));
    await writeFile(join(directory, "package.json"), '{ "type": "module" }');
    for (const { path, text } of blocks) await writeFile(join(directory, basename(path)), text);
  });

  afterAll(async () => {
    if (server && server.exitCode === null) {
      server.kill();
      await once(server, "exit");
    }
    await rm(directory, { recursive: true });
  });

  test("shows the files of the example as they are", async () => {
    expect(blocks.map(({ path }) => basename(path)).sort()).toEqual([
      "client.ts",
      "echo.schema.ts",
      "page.ts",
      "server.ts",
    ]);
    for (const { path, text } of blocks) expect(text, path).toBe(await readFile(join(root, path), "utf8"));
  });

  test("generates, compiles and prints what the page says", async () => {
    await run([...source, join(root, "packages/codegen/src/cli.ts"), "generate", "echo.schema.ts"]);
    await writeFile(
      join(directory, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        compilerOptions: {
          lib: ["ES2023", "DOM", "DOM.Iterable"],
          types: ["node"],
          typeRoots: [join(root, "node_modules/@types")],
        },
        include: ["*.ts"],
      }),
    );
    await run([join(root, "node_modules/typescript/bin/tsc")]);

    const started = spawn(process.execPath, [...source, "server.ts"], {
      cwd: directory,
      env: { ...process.env, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    server = started;
    const [url] = (await once(createInterface(started.stdout), "line")) as [string];
    const { stdout } = await run([...source, "client.ts", url.replace("http", "ws")]);
    const shown = /prints\n\n```text\n(.*?)```/s.exec(readme)?.[1];
    expect(stdout.split("\n").sort()).toEqual(shown?.split("\n").sort());
  });

  async function run(args: string[]): Promise<{ stdout: string }> {
    const { stdout, stderr, exitCode } = await exec(process.execPath, args, { nodeOptions: { cwd: directory } });
    expect(exitCode, `${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
    return { stdout };
  }
});
