import { resolve } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { loadSchema } from "../schema/load-schema.js";
import type { Terminal } from "../terminal.js";
import { reflect } from "./reflect.js";
import type { Server } from "./server.js";

/**
 * The schema that a file says, or else the server itself.
 *
 * @throws SchemaFileError, TalkError
 */
export async function schemaOf(server: Server, file: string | undefined, terminal: Terminal): Promise<SchemaShape> {
  return file === undefined ? await reflect(server) : await schemaIn(file, terminal);
}

/** @throws SchemaFileError */
export async function schemaIn(file: string, { cwd }: Terminal): Promise<SchemaShape> {
  const loaded = await loadSchema(resolve(cwd, file));
  if ("error" in loaded) throw loaded.error;
  return loaded.shape;
}
