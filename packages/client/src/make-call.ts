import type { CallOptions, MetadataOptions } from "./call-options.js";
import { Connection } from "./connection.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { SingleCall } from "./single-call.js";

/** Calls a procedure whose input and output are single values, and makes the call once. For generated stubs. */
export function call<Input, Output>(
  connection: Connection,
  procedure: ProcedureDescriptor<Input, Output>,
  input: Input,
  options?: CallOptions & MetadataOptions<unknown, unknown>,
): Promise<Output> {
  return Connection.hostOf(connection).calls.make(SingleCall, { procedure, input, options }) as Promise<Output>;
}
