import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";

/** A way to a port that carries so many bytes in each direction, and holds back whoever sends more. */
export async function openLink(port: number, bytesPerSecond: number): Promise<Link> {
  const paced = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let freeMs = 0;
    for await (const piece of pieces) {
      freeMs = Math.max(freeMs, performance.now()) + (piece.length / bytesPerSecond) * 1_000;
      // A timer takes a millisecond at least; what it is late by, the next pieces make up for.
      const waitMs = freeMs - performance.now();
      if (waitMs > 1) await setTimeout(waitMs);
      yield piece;
    }
  };
  const join = (near: Socket): void => {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    // An end that leaves takes the other with it.
    const both = [pipeline(near, paced, far), pipeline(far, paced, near)];
    void Promise.allSettled(both);
  };
  const server = createServer({ noDelay: true }, join).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

export interface Link {
  readonly port: number;
  close(): void;
}
