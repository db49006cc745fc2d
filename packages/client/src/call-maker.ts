import type { RequestOptions } from "./call-options.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import type { ItemStream } from "./item-stream.js";

/** Makes calls, by itself or through another. The input is a source of items where the procedure streams it. */
export interface CallMaker {
  call<Input, Output>(
    procedure: ProcedureDescriptor<Input, Output>,
    input: unknown,
    options: RequestOptions | undefined,
  ): Promise<Output>;
  /** For procedures that stream their output. */
  stream<Input, Item>(
    procedure: ProcedureDescriptor<Input, Item>,
    input: unknown,
    options: RequestOptions | undefined,
  ): ItemStream<Item>;
}
