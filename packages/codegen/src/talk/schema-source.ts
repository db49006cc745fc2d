import type { SchemaShape } from "@hawser/core";
import { loadSource } from "../source/load-source.js";
import type { Terminal } from "../terminal.js";
import { reflect } from "./reflect.js";
import type { Server } from "./server.js";

/**
 * The schema that a file says, or else the server itself.
 *
 * @param file a schema file, a stub, a snapshot, or `git:REVISION:PATH` of one of these
 * @throws SchemaFileError, TalkError
 */
export async function schemaOf(server: Server, file: string | undefined, terminal: Terminal): Promise<SchemaShape> {
  return file === undefined ? await reflect(server) : await schemaIn(file, terminal);
}

/** @throws SchemaFileError */
export async function schemaIn(file: string, { cwd }: Terminal): Promise<SchemaShape> {
  const loaded = await loadSource(file, cwd);
  if ("error" in loaded) throw loaded.error;
  return loaded.shape;
}
