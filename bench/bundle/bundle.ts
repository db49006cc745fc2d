import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** What a browser downloads. */
export interface Bundle {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
  readonly text: string;
  readonly metafile: Metafile;
}

/**
 * Bundles a program for browsers as a user of the packages would: from what they publish, minified, with modern output.
 * Built-in modules of Node stay imports, for {@link strangersIn} to find.
 */
export async function bundle(file: URL): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("../../", import.meta.url)),
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["node:*", ...builtinModules],
    write: false,
    metafile: true,
    legalComments: "none",
    logLevel: "silent",
  });
  const { contents, text } = outputFiles[0] as (typeof outputFiles)[number];
  return {
    minifiedBytes: contents.length,
    gzipBytes: gzipSync(contents, { level: 9 }).length,
    brotliBytes: brotliCompressSync(contents).length,
    text,
    metafile,
  };
}
