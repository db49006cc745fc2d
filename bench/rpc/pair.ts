import { type Started, startProcess } from "../harness/process.js";
import { withTimeout } from "../harness/with-timeout.js";
import type { Calls, LoadOrder, Until } from "./load.js";
import { program, type Row } from "./rows.js";
import type { Workload } from "./workloads.js";

/** A peer's server and its client, each in a process of its own, on a core of its own. */
export class Pair {
  private constructor(
    readonly server: Started,
    readonly load: Started,
  ) {}

  /** Starts both for as long as something is done with them. */
  static async with(row: Row, use: (pair: Pair) => Promise<void>): Promise<void> {
    const args = row.args ?? [];
    const server = await startProcess(program(row, "server"), { core: "server", args });
    try {
      const load = await startProcess(program(row, "client"), { core: "load", args });
      try {
        await use(new Pair(server, load));
      } finally {
        await load.stop();
      }
    } finally {
      await server.stop();
    }
  }

  async open(connections: number, port: number = this.server.port): Promise<void> {
    await this.#tell({ do: "open", url: `ws://127.0.0.1:${port}/`, connections });
  }

  async close(): Promise<void> {
    await this.#tell({ do: "close" });
  }

  call({ procedure, inFlight }: Workload, until: Until): Promise<Calls> {
    return this.#tell<Calls>({ do: "call", procedure, inFlight, until });
  }

  #tell<T>(order: LoadOrder): Promise<T> {
    return withTimeout(this.load.request<T>(order), { ms: timeoutMs, what: `"${order.do}"` });
  }
}

const timeoutMs = 60_000;
