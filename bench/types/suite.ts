import { startProcess } from "../harness/process.js";
import type { Promised, Run, Suite } from "../harness/suite.js";
import { checkTypes } from "./diagnostics.js";
import type { Completion } from "./language-service.js";
import { makeDirectory, type Row, rows, writeProject } from "./project.js";

const suite: Suite = {
  name: "types",
  title: "What types cost",
  rows,
  quickRows: ["hawser", "trpc"],
  notes: `A client that uses 10 procedures of 100, 1,000 and 3,000, in namespaces of ten, each with types of zod for its input and output. "check" and "total" are what
\`tsc --extendedDiagnostics\` says of the client's program, "CPU" is what all threads of tsc took, "memory" is what it used; "first completion" is a language service that has loaded nothing until
it lists the members of a call's answer, "completion after an edit" the next one, and "language service" what it then holds.

\`trpc\` and \`orpc\` type their client by the router's type, so the routers are in its program. \`hawser\` is the generated stub alone, which is all that a
client imports; \`hawser-js\` is the same stub as JavaScript with declarations (\`-o schema.client.js\`), which is recommended for large schemas; \`hawser-schema\` is the stub and the schema in one program, as in a package that has both. Handlers are not in any of them but as
one that gives \`never\`. Libraries are not checked (\`skipLibCheck\`).`,
  seconds: { whole: 340, quick: 16 },
  cells: (_, { quick }) => sizesOf(quick).flatMap(cellsOf),
  run: measure,
};
export default suite;

const largest = 3_000;

function sizesOf(quick: boolean): number[] {
  return quick ? [100] : [100, 1_000, largest];
}

function cellsOf(size: number): Promised[] {
  return Object.entries(units).map(([metric, unit]) => ({ workload: workloadOf(size), metric, unit }));
}

/** What is measured, in which unit. */
const units = {
  check: "ms",
  total: "ms",
  CPU: "s",
  memory: "MB",
  instantiations: "types",
  "first completion": "ms",
  "completion after an edit": "ms",
  "language service": "MB",
} as const;
type Metric = keyof typeof units;

async function measure(run: Run): Promise<void> {
  const sizes = sizesOf(run.quick);
  const runs = run.quick ? 1 : 3;
  const total = run.rows.length * sizes.length * (runs + 1);
  let done = 0;
  const { path, remove } = await makeDirectory();
  try {
    const projects: Project[] = [];
    for (const size of sizes) {
      for (const row of run.rows) {
        run.progress(done++, total, `${row}: writes ${workloadOf(size)}`);
        try {
          projects.push({ row, size, directory: await writeProject(path, row as Row, size) });
        } catch (error) {
          run.failed(row, workloadOf(size), error);
        }
      }
    }
    const broken = new Set<Project>();
    for (let i = 0; i < runs; i++) {
      for (const project of projects) {
        run.progress(done++, total, `${project.row}: ${workloadOf(project.size)}`);
        if (broken.has(project)) continue;
        try {
          if (i < checksOf(project)) await measureCheck(run, project);
          if (i < servicesOf(project)) await measureService(run, project);
        } catch (error) {
          broken.add(project);
          run.failed(project.row, workloadOf(project.size), error);
        }
      }
    }
  } finally {
    await remove();
  }
}

/** The larger it is, the longer it takes, and the less its noise is beside the differences. */
function checksOf({ row, size }: Project): number {
  return size === largest && row !== "hawser" && row !== "hawser-js" ? 2 : 3;
}

/** They differ by whole factors there. */
function servicesOf({ size }: Project): number {
  return size < 1_000 ? 3 : 1;
}

interface Project {
  readonly row: string;
  readonly size: number;
  readonly directory: string;
}

async function measureCheck(run: Run, { row, size, directory }: Project): Promise<void> {
  const { totalMs, checkMs, cpuSeconds, memoryBytes, instantiations } = await checkTypes(directory);
  record(
    run,
    { row, size },
    { check: checkMs, total: totalMs, CPU: cpuSeconds, memory: memoryBytes / 1e6, instantiations },
  );
}

async function measureService(run: Run, { row, size, directory }: Project): Promise<void> {
  const service = await startProcess(new URL("./language-service.ts", import.meta.url), { core: "load" });
  try {
    const { firstMs, editedMs, heapBytes } = await service.request<Completion>(directory);
    record(
      run,
      { row, size },
      {
        "first completion": firstMs,
        "completion after an edit": editedMs,
        "language service": heapBytes / 1e6,
      },
    );
  } finally {
    await service.stop();
  }
}

function record(run: Run, { row, size }: Pick<Project, "row" | "size">, values: Partial<Record<Metric, number>>): void {
  const workload = workloadOf(size);
  for (const [metric, value] of Object.entries(values)) {
    run.record({ row, workload, metric, unit: units[metric as Metric] }, value);
  }
}

function workloadOf(size: number): string {
  return `10 of ${size.toLocaleString("en-US")} procedures`;
}
