import { kinds, type SchemaShape } from "@hawser/core";
import type { Server } from "./server.js";
import { TalkError } from "./talk-error.js";
import { openWireClient } from "./wire-client.js";

/**
 * The schema that a server tells of itself.
 *
 * @throws TalkError where it cannot be reached, or does not tell.
 */
export async function reflect(server: Server): Promise<SchemaShape> {
  const { url } = server;
  const client = await openWireClient({ ...server, fingerprint: "" });
  try {
    const [kind, , text, message] = await client.ask(kinds.reflect).catch((error: unknown) => {
      throw isUnknownKind(error) ? new TalkError(url, "this server is too old to tell its schema", giveSchema) : error;
    });
    if (kind === kinds.error) throw new TalkError(url, `${text}: ${message}`, giveSchema);
    return JSON.parse(text) as SchemaShape;
  } finally {
    await client.close();
  }
}

const giveSchema = "Name the schema file, a stub or a snapshot with --schema.";

/** A server closes with 4400 when it reads a frame that it does not know. */
function isUnknownKind(error: unknown): boolean {
  return error instanceof TalkError && error.message.includes("close code 4400");
}
