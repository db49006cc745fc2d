import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, type Plugin, transform } from "esbuild";
import { launchChromium } from "../../../examples/test/chromium.js";
import { spread } from "../../median.js";
import { printCodecs } from "./codec-sources.js";

/**
 * What it would bring if stubs wrote and read their payloads byte by byte: the weight of the codecs, and the time of each payload in
 * Chromium, beside today's in the same page.
 *
 *     npm run build && npx tsx bench/bundle/experiment/main.ts
 */
const rounds = 9;
const forMs = 60;
const workloads = ["tiny", "order", "rows"];
const ways = ["today", "bytes"] as const;

const sources = printCodecs();

async function main(): Promise<void> {
  await weigh();
  await time();
}

async function weigh(): Promise<void> {
  for (const way of ways) {
    const { code } = await transform(sources[way], { minify: true, format: "esm", target: "es2022" });
    console.log(`codecs of ${workloads.length} procedures, ${way}: ${shown(Buffer.from(code))}`);
  }
}

async function time(): Promise<void> {
  const page = await bundle("page.ts", [printed]);
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage();
    await tab.setContent("<!doctype html>");
    await tab.addScriptTag({ content: page.toString(), type: "module" });
    const wrong = await tab.evaluate("check()");
    if (!Array.isArray(wrong) || wrong.length > 0) throw new Error(`the two do not agree on ${String(wrong)}`);

    const cells = new Map<string, number[]>();
    for (let round = 0; round <= rounds; round++) {
      for (const workload of workloads) {
        for (const way of ways) {
          const asked = `time("${way}", "${workload}", ${round === 0 ? forMs * 5 : forMs})`;
          const [encodeNs, decodeNs] = (await tab.evaluate(asked)) as [number, number];
          // The round before the first is for the engine to learn in.
          if (round === 0) continue;
          add(cells, `${workload}, encode, ${way}`, encodeNs);
          add(cells, `${workload}, decode, ${way}`, decodeNs);
        }
      }
    }
    for (const [name, values] of cells) console.log(`${name}: ${spread(values)} ns`);
  } finally {
    await browser.close();
  }
}

function add(cells: Map<string, number[]>, name: string, value: number): void {
  cells.set(name, [...(cells.get(name) ?? []), value]);
}

async function bundle(file: string, plugins: Plugin[]): Promise<Buffer> {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL("./", import.meta.url)),
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    write: false,
    plugins,
  });
  return Buffer.from((outputFiles[0] as (typeof outputFiles)[number]).contents);
}

/** The modules that are printed here. */
const printed: Plugin = {
  name: "printed",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^hawser:/ }, ({ path }) => ({ path, namespace: "printed" }));
    onLoad({ filter: /./, namespace: "printed" }, ({ path }) => ({
      contents: sources[path === "hawser:today" ? "today" : "bytes"],
      resolveDir: fileURLToPath(new URL("./", import.meta.url)),
    }));
  },
};

function shown(bytes: Buffer): string {
  return `${bytes.length} bytes minified, ${brotliCompressSync(bytes).length} brotli`;
}

await main();
