import type { RawClient } from "./raw-client.js";

/** What became of a connection: it goes on, or ended with a code. */
export type Outcome = number | "goes on";

/** How the server takes what a client sent. */
export function outcomeOf(client: RawClient): Promise<Outcome> {
  return client.exchange().then(
    () => "goes on",
    async () => (await client.closed).code,
  );
}
