import type { CallOptions, MetadataOptions } from "./call-options.js";
import { Connection } from "./connection.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { RepeatedCall } from "./repeated-call.js";

/**
 * Calls an idempotent procedure: when the connection is lost, the call is made again by itself and runs once. For
 * generated stubs.
 */
export function callIdempotent<Input, Output>(
  connection: Connection,
  procedure: ProcedureDescriptor<Input, Output>,
  input: Input,
  options?: CallOptions & MetadataOptions<unknown, unknown>,
): Promise<Output> {
  return Connection.hostOf(connection).calls.make(RepeatedCall, { procedure, input, options }) as Promise<Output>;
}
