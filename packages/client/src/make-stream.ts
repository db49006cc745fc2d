import type { MetadataOptions, StreamOptions } from "./call-options.js";
import { Connection } from "./connection.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { CallItems, type ItemStream } from "./item-stream.js";
import { StreamCall } from "./stream-call.js";
import type { StreamSource } from "./stream-source.js";

/** Calls a procedure that streams its output. The input is a {@link StreamSource} where it streams, too. For generated stubs. */
export function stream<Input, Item>(
  connection: Connection,
  procedure: ProcedureDescriptor<Input, Item>,
  input: Input | StreamSource<Input> | Blob,
  options?: StreamOptions & MetadataOptions<unknown, unknown>,
): ItemStream<Item> {
  const { calls } = Connection.hostOf(connection);
  const request = { procedure, input, options };
  const make = (input: unknown, options: StreamOptions | undefined): ItemStream<unknown> => {
    const call = new StreamCall({ owner: calls, procedure, options });
    calls.start(call, input);
    return new CallItems(call.items);
  };
  const items = calls.settings.interceptors
    ? calls.settings.interceptors.stream(calls.seen(request), make)
    : make(input, options);
  return items as ItemStream<Item>;
}

/** Calls a procedure that streams its input and answers once. For generated stubs. */
export function streamInput<Input, Output>(
  connection: Connection,
  procedure: ProcedureDescriptor<Input, Output>,
  input: StreamSource<Input> | Blob,
  options?: StreamOptions & MetadataOptions<unknown, unknown>,
): Promise<Output> {
  return Connection.hostOf(connection).calls.make(StreamCall, { procedure, input, options }) as Promise<Output>;
}
