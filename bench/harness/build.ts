import { fileURLToPath } from "node:url";
import { build as bundle, type Plugin } from "esbuild";

/** Hawser's packages: as they are built, or their sources, for a program that needs what they do not export. */
export type OwnPackages = "built" | "sources";

/**
 * Turns a program of `bench/` and what it imports from `bench/` into plain JavaScript under `bench/dist/`. Packages stay outside, and are
 * found there as they are built; only the sources of Hawser's own come in, where they are asked for. A loader such as tsx would wrap
 * functions to keep their names, which costs where they are made.
 * @returns the path of the result.
 */
export async function build(file: URL, ownPackages: OwnPackages): Promise<string> {
  const source = fileURLToPath(file);
  const root = fileURLToPath(new URL("../", import.meta.url));
  const outfile = `${root}dist/${source.slice(root.length).replace(/\.ts$/, ".mjs")}`;
  await bundle({
    entryPoints: [source],
    outfile,
    bundle: true,
    ...(ownPackages === "built" ? { packages: "external" } : fromSources),
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "silent",
  });
  return outfile;
}

const othersStayOutside: Plugin = {
  name: "others-stay-outside",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./#]/ }, ({ path, kind }) => {
      return kind === "entry-point" || path.startsWith("@hawser/") ? undefined : { path, external: true };
    });
  },
};

/** Core has to come from its sources, too: built, it may be older than the sources that import it, and would be there twice. */
const fromSources = { conditions: ["@hawser/source"], plugins: [othersStayOutside] };
