import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";

/**
 * Turns a program of `bench/` and what it imports from `bench/` into plain JavaScript under `bench/dist/`. Packages stay outside, and are
 * found there as they are built. A loader such as tsx would wrap functions to keep their names, which costs where they are made.
 * @returns the path of the result.
 */
export async function build(file: URL): Promise<string> {
  const source = fileURLToPath(file);
  const root = fileURLToPath(new URL("../", import.meta.url));
  const outfile = `${root}dist/${source.slice(root.length).replace(/\.ts$/, ".mjs")}`;
  await bundle({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "silent",
  });
  return outfile;
}
