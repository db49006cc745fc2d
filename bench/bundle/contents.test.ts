import type { Metafile } from "esbuild";
import { expect, test } from "vitest";
import { bundle } from "./bundle.js";
import { bytesByFile, strangersIn } from "./contents.js";

test("files are listed by what is left of them, most first, and those of which nothing is left are not", () => {
  const metafile = made({ "packages/client/dist/index.js": 10, "node_modules/other/index.js": 30, "empty.js": 0 });
  expect(bytesByFile(metafile)).toEqual([
    ["node_modules/other/index.js", 30],
    ["packages/client/dist/index.js", 10],
  ]);
  expect(strangersIn(metafile)).toEqual([]);
});

test("packages for Node and built-in modules are found, wherever they are installed", () => {
  const files = { "node_modules/zod/v4/core.js": 5, "packages/client/node_modules/nanoid/index.js": 5, "nanoid.ts": 5 };
  expect(strangersIn(made(files, ["node:events", "fs", "fs", "./own.js"]))).toEqual([
    "zod",
    "nanoid",
    "node:events",
    "fs",
  ]);
});

test("what tree-shaking leaves out of a package is no stranger", () => {
  expect(strangersIn(made({ "node_modules/zod/v4/core.js": 0 }))).toEqual([]);
});

test("a bundle compresses to fewer bytes than it has, and says what is in it", async () => {
  const { minifiedBytes, gzipBytes, brotliBytes, metafile } = await bundle(
    new URL("./clients/ws-msgpackr.ts", import.meta.url),
  );
  expect(bytesByFile(metafile)[0]?.[0]).toMatch(/node_modules\/msgpackr\//);
  expect(brotliBytes).toBeLessThan(gzipBytes);
  expect(gzipBytes).toBeLessThan(minifiedBytes);
});

function made(files: Readonly<Record<string, number>>, imports: readonly string[] = []): Metafile {
  const inputs = Object.fromEntries(Object.entries(files).map(([file, bytesInOutput]) => [file, { bytesInOutput }]));
  const output = {
    bytes: 0,
    inputs,
    exports: [],
    imports: imports.map((path) => ({ path, kind: "import-statement" as const, external: true })),
  };
  return { inputs: {}, outputs: { "out.js": output } };
}
