import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import type { Run, Suite } from "../harness/suite.js";
import { withTimeout } from "../harness/with-timeout.js";
import { makeDirectory } from "../types/project.js";
import { makeApi } from "../types/sources/api.js";
import { inFiles, inOneFile } from "./sources.js";

/** The stub that each row has printed. */
const stubs = { hawser: "schema.client.ts", "hawser-js": "schema.client.js" } as const;
type Row = keyof typeof stubs;

const suite: Suite = {
  name: "generate",
  title: "What generating a stub takes",
  rows: Object.keys(stubs),
  quickRows: ["hawser"],
  notes: `\`hawser generate\` as a process of its own, from its start to its end: it reads the schema, runs it and prints the stub, in TypeScript for \`hawser\` and in
JavaScript with declarations for \`hawser-js\`. The procedures are those of "What types cost", in one file, or in one for each namespace of ten and one that brings them
together. Nothing is left from the run before: hawser keeps no cache, and the stub is removed.`,
  seconds: { whole: 26, quick: 3 },
  cells: (_, { quick }) => formsOf(quick).map(({ workload }) => ({ workload, metric, unit: "ms" })),
  run: measure,
};
export default suite;

const metric = "total";

interface Form {
  readonly workload: string;
  readonly sources: Readonly<Record<string, string>>;
}

function formsOf(quick: boolean): Form[] {
  const count = quick ? 100 : 3_000;
  const api = makeApi(count);
  const files = inFiles(api);
  const procedures = `${count.toLocaleString("en-US")} procedures`;
  return [
    { workload: `${procedures} in one file`, sources: inOneFile(api) },
    { workload: `${procedures} in ${Object.keys(files).length} files`, sources: files },
  ];
}

async function measure(run: Run): Promise<void> {
  const forms = formsOf(run.quick);
  const rounds = run.quick ? 1 : 3;
  const total = rounds * forms.length * run.rows.length;
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const { workload, sources } of forms) {
      for (const row of run.rows) {
        run.progress(done++, total, `${row}: ${workload}`);
        try {
          run.record({ row, workload, metric, unit: "ms" }, await generateMs(sources, stubs[row as Row]));
        } catch (error) {
          run.failed(row, workload, error);
        }
      }
    }
  }
}

async function generateMs(sources: Form["sources"], stub: string): Promise<number> {
  const { path, remove } = await makeDirectory();
  try {
    await Promise.all(Object.entries(sources).map(([name, text]) => writeFile(join(path, name), text)));
    const startMs = performance.now();
    const hawser = x(process.execPath, [command, "generate", join(path, "schema.ts"), "-o", join(path, stub)]);
    const { exitCode, stdout, stderr } = await withTimeout(Promise.resolve(hawser), {
      ms: timeoutMs,
      what: "hawser generate",
    }).finally(() => hawser.kill());
    const tookMs = performance.now() - startMs;
    if (exitCode !== 0) throw new Error(`hawser generate failed: ${stdout}${stderr}`);
    return tookMs;
  } finally {
    await remove();
  }
}

const command = fileURLToPath(new URL("../../packages/codegen/dist/cli.js", import.meta.url));

/** Longer than it takes on a slow machine. */
const timeoutMs = 60_000;
