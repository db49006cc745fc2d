import { type Schema, schemaError } from "@hawser/core";
import type { Implementation } from "./implementation.js";
import { RunningServer } from "./running-server.js";
import type { Server } from "./server.js";

/**
 * Makes a server of a schema and its implementation.
 *
 * @throws HawserError `invalid_schema` at the path of a handler that is missing, extra or no function, of an `auth`
 * without `authenticate`, or of a limit that is out of range.
 */
export function createServer<S extends Schema, Context = unknown>(
  schema: S,
  implementation: Implementation<S, Context>,
): Server<S, Context> {
  if ((schema as Partial<Schema> | undefined)?.kind !== "schema") {
    throw schemaError("schema", "expected what defineSchema returns, the default export of a schema file");
  }
  if (typeof implementation !== "object" || implementation === null) {
    throw schemaError(
      "implementation",
      "expected an object with the handlers, as createServer(schema, { procedures })",
    );
  }
  return new RunningServer(schema, implementation as Implementation<Schema, unknown>) as unknown as Server<S, Context>;
}
