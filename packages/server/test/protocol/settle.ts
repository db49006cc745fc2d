import type { RawClient } from "./raw-client.js";

/** Sends frames, and returns what came once a server that had more to say would have said it. */
export async function settle(client: RawClient, ...frames: unknown[][]): Promise<unknown[][]> {
  const first = await client.exchange(...frames);
  // A handler's promises are as many turns of the loop.
  await new Promise((resolve) => setTimeout(resolve, 5));
  return [...first, ...(await client.exchange())];
}
