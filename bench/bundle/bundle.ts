import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** What a browser downloads to begin with: the sum of its files, each compressed by itself. */
export interface Bundle {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
  /** What it downloads besides when, or if, the program asks for it. */
  readonly laterBrotliBytes: number;
  readonly metafile: Metafile;
}

/**
 * Bundles a program for browsers as a user of the packages would: from what they publish, minified, with modern output.
 * What names a built-in module of Node by its scheme stays an import, for `strangersIn` to find.
 *
 * @throws Error of esbuild where something cannot be found, such as a built-in module without its scheme.
 */
export async function bundle(file: URL): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["node:*"],
    outdir: `${root}out`,
    write: false,
    metafile: true,
    legalComments: "none",
    logLevel: "silent",
  });
  const atFirst = loadedAtFirst(metafile, relative(root, fileURLToPath(file)));
  const contentsOf = (isFirst: boolean): Uint8Array[] =>
    outputFiles.filter(({ path }) => atFirst.has(relative(root, path)) === isFirst).map(({ contents }) => contents);
  const brotli = (contents: Uint8Array): number => brotliCompressSync(contents).length;
  return {
    minifiedBytes: sum(contentsOf(true), ({ length }) => length),
    gzipBytes: sum(contentsOf(true), (contents) => gzipSync(contents, { level: 9 }).length),
    brotliBytes: sum(contentsOf(true), brotli),
    laterBrotliBytes: sum(contentsOf(false), brotli),
    metafile,
  };
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The program's file and what it imports without asking for it by `import()`. */
function loadedAtFirst({ outputs }: Metafile, program: string): Set<string> {
  const files = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === program);
  for (const file of files) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === "import-statement" && path in outputs && !files.includes(path)) files.push(path);
    }
  }
  return new Set(files);
}

function sum<Item>(items: readonly Item[], weigh: (item: Item) => number): number {
  return items.reduce((total, item) => total + weigh(item), 0);
}
