import { extname } from "node:path";
import type { Loader, Plugin } from "esbuild";
import type { ModuleSources } from "./module-sources.js";

/** Has all files read through `sources`. */
export function userModules(sources: ModuleSources): Plugin {
  return {
    name: "user-modules",
    setup({ onLoad }) {
      onLoad({ filter: /\.(?:[cm]?[jt]sx?|json)$/ }, async ({ path }) => ({
        contents: await sources.read(path),
        loader: loaderOf(path),
      }));
    },
  };
}

function loaderOf(path: string): Loader {
  // Endings such as `.mts` say how modules are resolved, which the path alone decides.
  return extname(path).slice(1).replace(/^[cm]/, "") as Loader;
}
