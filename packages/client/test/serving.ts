import { settled } from "./fake-clock.js";
import type { FakeSocket } from "./fake-socket.js";
import type { Harness } from "./harness.js";

/** A server that gets on only when it is let. */
export interface Served {
  /** Reads what a client sent. */
  read(socket: FakeSocket): Promise<void>;
  /** Sends a part of what waits for a client. @returns whether there was anything. */
  write(socket: FakeSocket): Promise<boolean>;
}

/** Lets one socket get on. */
export async function serve(harness: Harness, server: Served, below: (count: number) => number): Promise<void> {
  harness.connection.reconnect();
  await settled();
  const open = harness.sockets.filter(({ readyState }) => readyState < 2);
  const socket = open[below(open.length)];
  if (!socket) return;
  if (socket.readyState === 0) await socket.open();
  else if (below(2)) await server.read(socket);
  else await server.write(socket);
}

/** Until everything has come. */
export async function rest(harness: Harness, server: Served): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    harness.connection.reconnect();
    await settled();
    let isIdle = true;
    for (const socket of harness.sockets.filter(({ readyState }) => readyState < 2)) {
      if (socket.readyState === 0) await socket.open();
      isIdle &&= socket.sent.length === 0;
      await server.read(socket);
      while (await server.write(socket)) isIdle = false;
    }
    idle = isIdle ? idle + 1 : 0;
  }
}

/** The one that takes subscriptions, where it is open. */
export function newest({ sockets, connection }: Harness): FakeSocket | undefined {
  return connection.status.state === "open" ? sockets.at(-1) : undefined;
}
