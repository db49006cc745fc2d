import { once } from "node:events";
import { WebSocket } from "ws";
import type { Client } from "../../client.js";
import { generateLoad } from "../../load.js";

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

generateLoad(async (url): Promise<Client> => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  socket.on("message", (message: Buffer) => {
    const { id, result, error } = JSON.parse(String(message)) as Reply;
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(result);
    else waiter?.reject(new Error(error));
  });
  const call = <T>(method: string, input: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      socket.send(JSON.stringify({ id, method, input }));
    });
  return {
    tiny: (input) => call("tiny", input),
    echo: (order) => call("echo", order),
    close: () => socket.close(),
  };
});
