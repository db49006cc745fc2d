import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { datasetFile } from "./data/dataset-file.js";

/** Bundles the page into a directory: `index.html`, `main.js`, `style.css`, the icon and the map of the world. */
export async function buildQuotesPage(outDir: string): Promise<void> {
  await build({
    absWorkingDir: fileURLToPath(new URL("./web", import.meta.url)),
    entryPoints: ["index.html", "main.ts", "style.css", "icon.svg"],
    outdir: outDir,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    loader: { ".html": "copy", ".svg": "copy" },
    // In this repository the packages are bundled from their sources.
    conditions: ["@hawser/source"],
    logLevel: "warning",
  });
  await copyFile(datasetFile("world-110m.json"), join(outDir, "world.json"));
}
