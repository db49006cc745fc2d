import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const nodeModules = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** A project of a user's in a temporary directory, with this repository's packages installed; gone after the test. */
export async function workspace(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "hawser-codegen-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await symlink(nodeModules, join(root, "node_modules"), "dir");
  await writeFile(join(root, "package.json"), `{ "name": "project", "type": "module" }\n`);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

/** A schema file with one procedure of the given name. */
export function schemaWith(procedure: string): string {
  return [
    'import { defineSchema, procedure } from "@hawser/core";',
    'import { z } from "zod";',
    "",
    "export default defineSchema({",
    '  name: "test",',
    `  procedures: { ${procedure}: procedure({ input: z.object({ text: z.string() }) }) },`,
    "});",
    "",
  ].join("\n");
}
