import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Run, Suite } from "../harness/suite.js";
import { makeDirectory, writeProject } from "../types/project.js";
import { type Bundle, bundle } from "./bundle.js";
import { strangersIn } from "./contents.js";

const clients = [
  "hawser",
  "trpc",
  "orpc",
  "socket.io",
  "socket.io-msgpack",
  "rpc-websockets",
  "capnweb",
  "river",
  "tsrpc",
  "graphql-ws",
  "ws-json",
  "ws-msgpackr",
  "msgpackr",
] as const;

const workload = "one call and one subscription";
const growth = "each further procedure";

const suite: Suite = {
  name: "bundle",
  title: "What a browser downloads",
  rows: clients,
  quickRows: ["hawser", "trpc", "socket.io", "ws-msgpackr", "msgpackr"],
  notes: `A page that makes one call and one subscription with each client, bundled and minified by esbuild from what the packages publish,
then compressed with gzip at level 9 and with brotli at its best. Nothing is measured twice: the figures are exact.

\`hawser\` is the generated stub with its client, which reconnects and resumes; what a schema does not use, here streams, publishing, presence and auth, is not
in it. It reads and writes msgpack by itself, where the client in Node has \`msgpackr\`. What reads payloads of another version of the schema is a file of
its own, which a page fetches when its first session is open: "loaded later". "Beyond msgpackr" is both files less the row \`msgpackr\`.
\`ws-json\` and \`ws-msgpackr\` are forty lines by hand that do none of that. The row \`tsrpc\` is the library's base
client with a socket of its own, without the HTTP that its package for browsers has. All others are as their documentation has them.

A stub carries the codecs of its whole schema, which clients that are typed by a router do not: "${growth}" is the average of a hundred, all of whose
types are written out, in an API that repeats itself and so compresses better than others.

It is a failure of Hawser's row if anything of zod, nanoid or msgpackr, or a built-in module of Node, is in the bundle.

**Codecs by bytes.** As an experiment, \`npm run build && npx tsx bench/bundle/experiment/main.ts\` times codecs that write and read the payload's bytes themselves,
instead of arrays that are then packed, beside today's, in the same page of Chromium. The minified codecs of the three procedures of the codec suite grew from 1,196 to 2,021
bytes (538 to 650 brotli). Nanoseconds, median (least to most) of nine interleaved rounds in Chromium 156, on a machine that had other work as well:

| payload | encode, today | encode, by bytes | decode, today | decode, by bytes |
| --- | --- | --- | --- | --- |
| tiny | 348 (226 to 3,287) | 165 (111 to 220) | 534 (366 to 1,002) | 315 (184 to 1,331) |
| 1 KB object | 3,563 (2,219 to 10,921) | 3,051 (2,222 to 5,944) | 4,301 (2,477 to 10,080) | 3,091 (1,993 to 7,032) |
| 10,000 rows, in thousands | 3,200 (1,958 to 9,329) | 1,776 (1,069 to 4,428) | 2,791 (2,103 to 13,600) | 2,093 (1,429 to 4,406) |

"Today" was then with msgpackr. The decoder by bytes trusts what it reads; in today's the message is checked.`,
  seconds: { whole: 4, quick: 4 },
  cells: (row) => [...sizes.map(sized(workload)), ...(row === "hawser" ? ownCells : [])],
  run: measure,
};
export default suite;

const sizes = ["minified", "gzip", "brotli"];
const sized = (workload: string) => (metric: string) => ({ workload, metric, unit: "bytes" });
const ownCells = [
  ...["loaded later, brotli", "beyond msgpackr, brotli"].map(sized(workload)),
  ...["minified", "brotli"].map(sized(growth)),
];

function bundleOf(row: string): Promise<Bundle> {
  return bundle(new URL(`./clients/${row}.ts`, import.meta.url));
}

async function measure(run: Run): Promise<void> {
  const bundles = new Map<string, Bundle>();
  for (const [i, row] of run.rows.entries()) {
    run.progress(i, run.rows.length, row);
    try {
      const made = await bundleOf(row);
      bundles.set(row, made);
      const recordBytes = (metric: string, bytes: number): void =>
        run.record({ row, workload, metric, unit: "bytes" }, bytes);
      recordBytes("minified", made.minifiedBytes);
      recordBytes("gzip", made.gzipBytes);
      recordBytes("brotli", made.brotliBytes);
    } catch (error) {
      run.failed(row, workload, error);
    }
  }
  const ours = bundles.get("hawser");
  if (!ours) return;
  const { brotliBytes, laterBrotliBytes } = ours;
  run.record({ row: "hawser", workload, metric: "loaded later, brotli", unit: "bytes" }, laterBrotliBytes);
  const msgpackr = bundles.get("msgpackr") ?? (await bundleOf("msgpackr"));
  const beyondBytes = brotliBytes + laterBrotliBytes - msgpackr.brotliBytes;
  run.record({ row: "hawser", workload, metric: "beyond msgpackr, brotli", unit: "bytes" }, beyondBytes);
  const strangers = strangersIn(ours.metafile);
  if (strangers.length > 0) run.failed("hawser", workload, new Error(`in the bundle: ${strangers.join(", ")}`));
  try {
    const { minifiedBytes, brotliBytes } = await bytesPerProcedure();
    run.record({ row: "hawser", workload: growth, metric: "minified", unit: "bytes" }, minifiedBytes);
    run.record({ row: "hawser", workload: growth, metric: "brotli", unit: "bytes" }, brotliBytes);
  } catch (error) {
    run.failed("hawser", growth, error);
  }
}

/** What a stub grows by with its schema, on average over a hundred. */
async function bytesPerProcedure(): Promise<{ minifiedBytes: number; brotliBytes: number }> {
  const directory = await makeDirectory();
  try {
    const weigh = async (procedures: number): Promise<Bundle> => {
      const project = await writeProject(directory.path, "hawser", procedures);
      return bundle(pathToFileURL(join(project, "client.ts")));
    };
    const [few, many] = [await weigh(20), await weigh(120)];
    return {
      minifiedBytes: (many.minifiedBytes - few.minifiedBytes) / 100,
      brotliBytes: (many.brotliBytes - few.brotliBytes) / 100,
    };
  } finally {
    await directory.remove();
  }
}
