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
 * What names a built-in module of Node by its scheme stays an import, for `strangersIn` to find.
 *
 * @throws Error of esbuild where something cannot be found, such as a built-in module without its scheme.
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
    external: ["node:*"],
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
