import { startProcess } from "../harness/process.js";
import type { Calls, LoadOrder } from "../rpc/load.js";
import { program, type Row, rows } from "../rpc/rows.js";
import { ProfiledProcess, type SharesByWork } from "./profiled-process.js";

/** Profiles the server and the client of tiny calls on one connection, with so many in flight. */
export async function profileCalls(inFlight: readonly number[], forMs: number): Promise<Profiles> {
  const row = rows.hawser as Row;
  const server = await ProfiledProcess.start((nodeArgs) => {
    return startProcess(program(row, "server"), { core: "server", nodeArgs });
  });
  const client = await ProfiledProcess.start((nodeArgs) => {
    return startProcess(program(row, "client"), { core: "load", nodeArgs });
  });
  const tell = <T>(order: LoadOrder): Promise<T> => client.started.request<T>(order);
  await tell({ do: "open", url: `ws://127.0.0.1:${server.started.port}/`, connections: 1 });
  const call = (inFlight: number, ms: number): Promise<Calls> => {
    return tell({ do: "call", procedure: "tiny", inFlight, until: { ms, calls: Number.POSITIVE_INFINITY } });
  };
  await call(64, warmUpMs);
  for (const count of inFlight) {
    const [serverDone, clientDone] = [server.watch(`${count} in flight`), client.watch(`${count} in flight`)];
    await call(count, forMs);
    serverDone();
    clientDone();
  }
  const isSampledOften = server.isSampledOften && client.isSampledOften;
  return { client: await client.stop(), server: await server.stop(), isSampledOften };
}

export interface Profiles {
  readonly server: SharesByWork;
  readonly client: SharesByWork;
  readonly isSampledOften: boolean;
}

const warmUpMs = 1_500;
