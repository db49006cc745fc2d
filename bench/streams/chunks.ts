import { setImmediate } from "node:timers/promises";

/** A stream as a file gives it: every chunk takes a turn of the event loop, and none waits for the network. */
export async function* chunks(bytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let given = 0; given < bytes; given += chunk.length) {
    await setImmediate();
    yield chunk;
  }
}

const chunk = new Uint8Array(65_536).fill(7);
