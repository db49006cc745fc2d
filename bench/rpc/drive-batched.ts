import { type Started, startProcess } from "../harness/process.js";
import type { Run } from "../harness/suite.js";
import { withTimeout } from "../harness/with-timeout.js";
import type { Generated, GeneratorOrder } from "./generator.js";
import { program, type Row, rows } from "./rows.js";
import type { Times } from "./time-calls.js";
import { batched } from "./workloads.js";

/** Drives a row's server with ready messages, so that what is measured is the server alone. */
export async function driveBatched(run: Run, row: string, times: Times): Promise<void> {
  const server = await startProcess(program(rows[row] as Row, "server"), { core: "server" });
  try {
    const generator = await startProcess(program(rows[row] as Row, "generator"), { core: "load" });
    try {
      await drive(run, row, { server, generator, times });
    } finally {
      await generator.stop();
    }
  } finally {
    await server.stop();
  }
}

interface Driven {
  readonly server: Started;
  readonly generator: Started;
  readonly times: Times;
}

async function drive(run: Run, row: string, { server, generator, times }: Driven): Promise<void> {
  const tell = <T>(order: GeneratorOrder): Promise<T> =>
    withTimeout(generator.request<T>(order), { ms: timeoutMs, what: `"${order.do}"` });
  await tell({ do: "open", port: server.port, connections: batched.connections });
  await tell({ do: "call", ms: times.warmUp.ms });
  const before = server.cpuSeconds();
  const { calls, seconds } = await tell<Generated>({ do: "call", ms: times.run.ms });
  const cpuSeconds = server.cpuSeconds() - before;
  const name = { row, workload: batched.name };
  run.record({ ...name, metric: "calls", unit: "calls/s" }, calls / seconds);
  run.record({ ...name, metric: "server CPU", unit: "s/100,000 calls" }, (cpuSeconds * 100_000) / calls);
  run.record({ ...name, metric: "server's core", unit: "busy part" }, cpuSeconds / seconds);
}

const timeoutMs = 60_000;
