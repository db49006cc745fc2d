import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "tinyexec";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = ["--conditions=@hawser/source", "--import", "tsx"];

/** A block of TypeScript whose first line is the name of a file. */
const block = /```ts\n\/\/ (\S+\.ts)\n(.*?)```/gs;

describe.each([
  { page: "calls.md", schema: "files.schema.ts", files: ["server.ts", "client.ts"] },
  { page: "topics.md", schema: "market.schema.ts", files: ["client.ts", "server.ts"] },
  { page: "middleware.md", schema: "chat.schema.ts", files: ["server.ts", "shared-rate.ts", "own.ts", "client.ts"] },
  { page: "observability.md", schema: "echo.schema.ts", files: ["server.ts", "client.ts", "observer.ts"] },
])("the code of docs/$page", { tags: ["slow"] }, ({ page, schema, files }) => {
  let directory: string;
  let text: string;

  beforeAll(async () => {
    text = await readFile(join(root, "docs", page), "utf8");
    // Below node_modules, so that the files find the packages as a user's would.
    const parent = join(root, "node_modules", ".cache");
    await mkdir(parent, { recursive: true });
    directory = await mkdtemp(join(parent, "docs-"));
    await writeFile(join(directory, "package.json"), '{ "type": "module" }');
    await copyFile(join(root, "examples/echo/echo.schema.ts"), join(directory, "echo.schema.ts"));
    for (const [, name, code] of text.matchAll(block)) await writeFile(join(directory, name as string), code as string);
  });

  afterAll(() => rm(directory, { recursive: true }));

  test("is all checked", () => {
    const named = [...text.matchAll(block)].map(([, name]) => name);
    expect(named.filter((name) => name !== schema)).toEqual(files);
    expect(text.match(/```ts$/gm)).toHaveLength(named.length);
  });

  test("compiles, with the client of its schema", async () => {
    await run([...source, join(root, "packages/codegen/src/cli.ts"), "generate", schema]);
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
  });

  async function run(args: string[]): Promise<void> {
    const { stdout, stderr, exitCode } = await exec(process.execPath, args, { nodeOptions: { cwd: directory } });
    expect(exitCode, `${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  }
});
