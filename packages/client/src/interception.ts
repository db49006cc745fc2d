import type { RequestOptions } from "./call-options.js";
import type { Clock } from "./clock.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import type { ItemStream } from "./item-stream.js";

/** What stands around every call of a connection, made by `intercept`. */
export interface Interception {
  /** @param make the call itself, with what became of input and options. */
  call(request: InterceptedRequest, make: MakeRequest<Promise<unknown>>): Promise<unknown>;
  /** For what streams its output. */
  stream(request: InterceptedRequest, make: MakeRequest<ItemStream<unknown>>): ItemStream<unknown>;
}

/** A call as its caller wants it. */
export interface InterceptedRequest {
  /** The name of the schema. */
  readonly schema: string;
  readonly procedure: ProcedureDescriptor<never, unknown>;
  readonly input: unknown;
  readonly options: RequestOptions | undefined;
  /** The connection's, for a call that brings none. */
  readonly metadata: () => unknown;
  readonly clock: Clock;
}

export type MakeRequest<Result> = (input: unknown, options: RequestOptions | undefined) => Result;
