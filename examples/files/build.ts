import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the page into a directory: `index.html`, `main.js`, `style.css` and the icon. */
export async function buildFilesPage(outDir: string): Promise<void> {
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
}
