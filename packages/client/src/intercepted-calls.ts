import { type Items, isItems } from "@hawser/core";
import type { CallMaker } from "./call-maker.js";
import type { RequestOptions } from "./call-options.js";
import type { ProcedureDescriptor } from "./descriptors.js";
import { Ending } from "./ending.js";
import { InterceptedItems } from "./intercepted-items.js";
import type { CallOutcome, InterceptedCall, Interceptor, NextCall } from "./interceptor.js";
import { invalidInput } from "./invalid-input.js";
import type { ItemStream } from "./item-stream.js";
import type { Settings } from "./options.js";

export interface InterceptedCallsOptions {
  /** The name of the schema. */
  readonly schema: string;
  readonly settings: Settings;
  readonly interceptors: readonly Interceptor[];
  readonly maker: CallMaker;
}

/** Makes calls through interceptors. */
export class InterceptedCalls implements CallMaker {
  readonly #options: InterceptedCallsOptions;

  constructor(options: InterceptedCallsOptions) {
    this.#options = options;
  }

  async call<Input, Output>(
    procedure: ProcedureDescriptor<Input, Output>,
    input: unknown,
    options: RequestOptions | undefined,
  ): Promise<Output> {
    const { maker, settings } = this.#options;
    const ending = new Ending(settings);
    const call = this.#callOf(procedure, input, options, ending);
    try {
      const output = await this.#run(0, call, (last) => maker.call(procedure, last.input, optionsOf(last, options)));
      ending.end("ok");
      return output as Output;
    } catch (error) {
      ending.fail(error);
      throw error;
    }
  }

  stream<Input, Item>(
    procedure: ProcedureDescriptor<Input, Item>,
    input: unknown,
    options: RequestOptions | undefined,
  ): ItemStream<Item> {
    const { maker, settings } = this.#options;
    const ending = new Ending(settings);
    const made: ItemStream<unknown>[] = [];
    const make = (last: InterceptedCall): ItemStream<unknown> => {
      const stream = maker.stream(procedure, last.input, optionsOf(last, options));
      made.push(stream);
      return stream;
    };
    const run = async (): Promise<Items<Item>> => {
      const items: unknown = await this.#run(0, this.#callOf(procedure, input, options, ending), make);
      if (isItems(items)) return items as Items<Item>;
      throw invalidInput(`an interceptor of ${procedure.path} did not return items`);
    };
    return new InterceptedItems<Item>({ items: run(), made, ending });
  }

  #callOf(
    procedure: ProcedureDescriptor<never, unknown>,
    input: unknown,
    options: RequestOptions | undefined,
    ending: Ending,
  ): InterceptedCall {
    const { path, streams, idempotentMs } = procedure;
    const { timeoutMs, signal, carrier, metadata = this.#options.settings.metadata() } = options ?? {};
    const onEnd = (listener: (outcome: CallOutcome) => void): void => ending.add(listener);
    const idempotent = idempotentMs !== undefined;
    return {
      schema: this.#options.schema,
      path,
      streams,
      idempotent,
      input,
      timeoutMs,
      signal,
      metadata,
      carrier,
      onEnd,
    };
  }

  #run(
    index: number,
    call: InterceptedCall,
    make: (last: InterceptedCall) => ReturnType<NextCall>,
  ): ReturnType<NextCall> {
    const interceptor = this.#options.interceptors[index];
    if (!interceptor) return make(call);
    const next: NextCall = (changes) => this.#run(index + 1, changes ? { ...call, ...changes } : call, make);
    return interceptor(call, next) as ReturnType<NextCall>;
  }
}

function optionsOf(
  { timeoutMs, signal, metadata, carrier }: InterceptedCall,
  options: RequestOptions | undefined,
): RequestOptions {
  return { ...options, timeoutMs, signal, metadata, carrier };
}
