import { type Started, startProcess } from "../harness/process.js";
import type { Promised, Run, Suite } from "../harness/suite.js";
import type { Asked, Operation } from "./child.js";
import type { Workload } from "./samples.js";

const titles = { tiny: "tiny", order: "1 KB object", event: "event with its offset", rows: "10,000 rows" } as const;
const workloads = Object.keys(titles) as Workload[];

const suite: Suite = {
  name: "codec",
  title: "Encoding, decoding and validating",
  rows: ["hawser", "hawser-maps", "msgpackr-maps", "msgpackr-records", "json", "msgpack", "zod"],
  quickRows: ["hawser", "msgpackr-maps", "json", "zod"],
  notes: `Each row has a process of its own, and all have the same core; rounds go over the rows in turn. The values have nothing for which
JSON has no form: a chat message of two strings, an order with two addresses and five lines, a trade beside its offset, and an array of 10,000 objects
of six fields. Calls are measured without the frame or envelope of a protocol, the event with it.

\`hawser\` and \`hawser-maps\` are what client and server do with a payload: the client's copy of what the caller could still change, the generated codec, the
packing of a message, and on the way back the scan that refuses malformed messages. "decode" is what the client does, which trusts its server, and
"decode and validate" what the server does. Everywhere else "decode and validate" is the library's decoding, then \`parse\` of zod; "validate" is
validation alone, by zod and as Hawser's server does it.

\`msgpackr-records\` has one packer for both ends, which remembers every structure: its best case, where a connection has sent each one before.
JSON is measured to and from a string; what a WebSocket spends on making it UTF-8 is not in it.`,
  seconds: { whole: 66, quick: 7 },
  cells: (row) => workloads.flatMap((workload) => promisedOf(row, workload)),
  run: measure,
};
export default suite;

function promisedOf(row: string, key: Workload): Promised[] {
  const workload = titles[key];
  const operations = operationsOf(row, key).map((metric) => ({ workload, metric, unit: "ns" }));
  return row === "zod" ? operations : [{ workload, metric: "message", unit: "bytes" }, ...operations];
}

async function measure(run: Run): Promise<void> {
  const [rounds, forMs, warmUpMs] = run.quick ? [3, 8, 25] : [9, 60, 300];
  const cells = run.rows.flatMap((row) => cellsOf(row));
  const processes = new Map<string, Started>();
  const broken = new Set<Cell>();
  let done = 0;
  const total = run.rows.length + cells.length * (rounds + 1);
  try {
    for (const row of run.rows) {
      run.progress(done++, total, `${row}: starts`);
      try {
        processes.set(row, await startChild(row));
      } catch (error) {
        run.failed(row, "all", error);
      }
    }
    for (let round = 0; round <= rounds; round++) {
      for (const cell of cells) {
        const { row, workload, operation } = cell;
        run.progress(done++, total, `${row}: ${operation}, ${titles[workload]}`);
        const child = processes.get(row);
        if (!child || broken.has(cell)) continue;
        try {
          // The round before the first is for the engine to learn in.
          const asked = { measure: "time", workload, operation, forMs: round === 0 ? warmUpMs : forMs } as const;
          const ns = await child.request<number>(asked satisfies Asked);
          if (round > 0) run.record({ row, workload: titles[workload], metric: operation, unit: "ns" }, ns);
          else if (operation === "encode") await recordBytes(run, child, cell);
        } catch (error) {
          broken.add(cell);
          run.failed(row, titles[workload], error);
        }
      }
    }
  } finally {
    await Promise.all([...processes.values()].map((child) => child.stop()));
  }
}

/** What client and server do with a payload, their packages do not export. */
function startChild(row: string): Promise<Started> {
  return startProcess(new URL("./child.ts", import.meta.url), { core: "load", args: [row], ownPackages: "sources" });
}

/** They are the same each time. */
async function recordBytes(run: Run, child: Started, { row, workload }: Cell): Promise<void> {
  const bytes = await child.request<number>({ measure: "bytes", workload } satisfies Asked);
  run.record({ row, workload: titles[workload], metric: "message", unit: "bytes" }, bytes);
}

interface Cell {
  readonly row: string;
  readonly workload: Workload;
  readonly operation: Operation;
}

function cellsOf(row: string): Cell[] {
  return workloads.flatMap((workload) =>
    operationsOf(row, workload).map((operation) => ({ row, workload, operation })),
  );
}

/** What clients receive as events, they do not validate; validation alone is the business of two rows. */
function operationsOf(row: string, workload: Workload): Operation[] {
  if (row === "zod") return ["validate"];
  const operations: Operation[] =
    workload === "event" ? ["encode", "decode"] : ["encode", "decode", "decode and validate"];
  return row === "hawser" ? [...operations, "validate"] : operations;
}
