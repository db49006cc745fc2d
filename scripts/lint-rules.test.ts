import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "tinyexec";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** Files of a small tree under our biome.json, each with the rules that must refuse it. */
const files: Record<string, { source: string; refusedBy: string[] }> = {
  "packages/core/src/imports-server.ts": {
    source: 'import { createServer } from "@hawser/server";\nexport const create = createServer;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/core/src/imports-server-types.ts": {
    source: 'import type { Server } from "@hawser/server";\nexport type S = Server;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/core/src/wire/leaves-package.ts": {
    source: 'import { a } from "../../../server/src/a.js";\nexport const b = a;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/core/src/imports-scripts.ts": {
    source: 'import { a } from "../../../scripts/a.js";\nexport const b = a;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/core/src/imports-node.ts": {
    source: 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
    refusedBy: ["lint/correctness/noNodejsModules"],
  },
  "packages/server/src/imports-client.ts": {
    source: 'import { connect } from "@hawser/client";\nexport const c = connect;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/client/src/imports-core-file.ts": {
    source: 'import { a } from "../../core/src/a.js";\nexport const b = a;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/codegen/src/imports-server.ts": {
    source: 'import { createServer } from "@hawser/server";\nexport const create = createServer;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/codegen/src/imports-client.ts": {
    source: 'import { createConnection } from "@hawser/client";\nexport const c = createConnection;\n',
    refusedBy: [],
  },
  "packages/client/src/imports-codegen.ts": {
    source: 'import { printStub } from "@hawser/codegen";\nexport const p = printStub;\n',
    refusedBy: ["lint/style/noRestrictedImports"],
  },
  "packages/codegen/src/imports-core.ts": {
    source:
      'import { readFileSync } from "node:fs";\nimport { a } from "@hawser/core";\nexport const b = [a, readFileSync];\n',
    refusedBy: [],
  },
  "packages/server/src/end-to-end.test.ts": {
    source: 'import { connect } from "@hawser/client";\nexport const c = connect;\n',
    refusedBy: [],
  },
  "packages/core/src/cycle/left.ts": {
    source: 'import type { Right } from "./right.js";\nexport interface Left {\n  right: Right;\n}\n',
    refusedBy: ["lint/suspicious/noImportCycles"],
  },
  "packages/core/src/cycle/right.ts": {
    source: 'import type { Left } from "./left.js";\nexport interface Right {\n  left: Left;\n}\n',
    refusedBy: ["lint/suspicious/noImportCycles"],
  },
  "packages/core/src/any.ts": {
    source: "export const value: any = 1;\n",
    refusedBy: ["lint/suspicious/noExplicitAny"],
  },
  "packages/core/src/value-import-of-type.ts": {
    source: 'import { Message } from "./message.js";\nexport type M = Message;\n',
    refusedBy: ["lint/style/useImportType"],
  },
  "packages/core/src/re-exports-all.ts": {
    source: 'export * from "./message.js";\n',
    refusedBy: ["lint/performance/noReExportAll"],
  },
  "packages/core/src/floating-promise.ts": {
    source: "async function wait(): Promise<void> {}\nexport function start(): void {\n  wait();\n}\n",
    refusedBy: ["lint/nursery/noFloatingPromises"],
  },
};

const refusals = new Map<string, string[]>();
let tree: string;

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "hawser-lint-rules-"));
  for (const name of ["biome.json", ".gitignore"]) await copyFile(join(root, name), join(tree, name));
  for (const [path, { source }] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), source);
  }
  for (const { category, location } of (await lint(tree)).diagnostics) {
    refusals.set(location.path, [...(refusals.get(location.path) ?? []), category]);
  }
});

afterAll(() => rm(tree, { recursive: true }));

test.each(Object.entries(files))("%s", (path, { refusedBy }) => {
  expect(refusals.get(path) ?? []).toEqual(refusedBy);
});

interface Report {
  diagnostics: { category: string; location: { path: string } }[];
}

async function lint(directory: string): Promise<Report> {
  const { stdout } = await exec(process.execPath, [biome, "lint", "--reporter=json"], {
    nodeOptions: { cwd: directory },
  });
  return JSON.parse(stdout) as Report;
}
