import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

export interface ByteWatcher {
  /** Blocks this thread until that many bytes have arrived behind the handshake; `false` when time ran out before. */
  hears(bytes: number, timeoutMs: number): boolean;
}

/** Opens a WebSocket from another thread, which counts the bytes that arrive there. */
export async function watchFromThread(port: number, request: string): Promise<ByteWatcher> {
  const heard = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(watcher, { eval: true, workerData: { port, request, heard } });
  onTestFinished(async () => {
    await worker.terminate();
  });
  await once(worker, "message");
  return {
    hears(bytes, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      for (let now = Atomics.load(heard, 0); now < bytes; now = Atomics.load(heard, 0)) {
        if (Atomics.wait(heard, 0, now, deadline - performance.now()) === "timed-out") return false;
      }
      return true;
    },
  };
}

const watcher = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { connect } = require("node:net");
  const { port, request, heard } = workerData;
  const socket = connect(port, "127.0.0.1");
  let head = "";
  socket.write(request);
  socket.on("data", (data) => {
    if (!head.includes("\\r\\n\\r\\n")) {
      head += data.toString("latin1");
      if (head.includes("\\r\\n\\r\\n")) parentPort.postMessage("open");
      return;
    }
    Atomics.add(heard, 0, data.length);
    Atomics.notify(heard, 0);
  });
`;
