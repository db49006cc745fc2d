import type { Run, Suite } from "../harness/suite.js";
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

const suite: Suite = {
  name: "bundle",
  title: "What a browser downloads",
  rows: clients,
  notes: `A page that makes one call and one subscription with each client, bundled and minified by esbuild from what the packages publish,
then compressed with gzip at level 9 and with brotli at its best. Nothing is measured twice: the figures are exact.

\`hawser\` is the generated stub with its client, which reconnects, resumes and streams; its part by itself is what is left when \`msgpackr\`, the row with
what it uses of that library, is taken away. \`ws-json\` and \`ws-msgpackr\` are forty lines by hand that do none of that. A stub grows with its schema. The row
\`tsrpc\` is the library's base client with a socket of its own, without the HTTP that its package for browsers has.

It is a failure of Hawser's row if anything of zod or nanoid, or a built-in module of Node, is in the bundle.`,
  run: measure,
};
export default suite;

async function measure(run: Run): Promise<void> {
  const bundles = new Map<string, Bundle>();
  for (const [i, row] of run.rows.entries()) {
    run.progress(i, run.rows.length, row);
    try {
      const made = await bundle(new URL(`./clients/${row}.ts`, import.meta.url));
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
  const packer = bundles.get("msgpackr") ?? (await bundle(new URL("./clients/msgpackr.ts", import.meta.url)));
  run.record(
    { row: "hawser", workload, metric: "own part, brotli", unit: "bytes" },
    ours.brotliBytes - packer.brotliBytes,
  );
  const strangers = strangersIn(ours.metafile);
  if (strangers.length > 0) run.failed("hawser", workload, new Error(`in the bundle: ${strangers.join(", ")}`));
}
