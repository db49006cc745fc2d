import { type Items, isItems } from "@hawser/core";
import type { RequestOptions } from "./call-options.js";
import { Ending } from "./ending.js";
import { InterceptedItems } from "./intercepted-items.js";
import type { InterceptedRequest, Interception, MakeRequest } from "./interception.js";
import type { CallOutcome, InterceptedCall, Interceptor, NextCall } from "./interceptor.js";
import { invalidInput } from "./invalid-input.js";
import type { ItemStream } from "./item-stream.js";

/** Interceptors, outermost first, for the option `interceptors` of a connection. */
export function intercept(...interceptors: Interceptor[]): Interception {
  return new Intercepted(interceptors);
}

class Intercepted implements Interception {
  readonly #interceptors: readonly Interceptor[];

  constructor(interceptors: readonly Interceptor[]) {
    this.#interceptors = interceptors;
  }

  async call(request: InterceptedRequest, make: MakeRequest<Promise<unknown>>): Promise<unknown> {
    const ending = new Ending(request.clock);
    const call = callOf(request, ending);
    try {
      const output = await this.#run(0, call, (last) => make(last.input, optionsOf(last, request.options)));
      ending.end("ok");
      return output;
    } catch (error) {
      ending.fail(error);
      throw error;
    }
  }

  stream(request: InterceptedRequest, make: MakeRequest<ItemStream<unknown>>): ItemStream<unknown> {
    const ending = new Ending(request.clock);
    const made: ItemStream<unknown>[] = [];
    const makeOne = (last: InterceptedCall): ItemStream<unknown> => {
      const stream = make(last.input, optionsOf(last, request.options));
      made.push(stream);
      return stream;
    };
    const run = async (): Promise<Items<unknown>> => {
      const items: unknown = await this.#run(0, callOf(request, ending), makeOne);
      if (isItems(items)) return items;
      throw invalidInput(`an interceptor of ${request.procedure.path} did not return items`);
    };
    return new InterceptedItems({ items: run(), made, ending });
  }

  #run(
    index: number,
    call: InterceptedCall,
    make: (last: InterceptedCall) => ReturnType<NextCall>,
  ): ReturnType<NextCall> {
    const interceptor = this.#interceptors[index];
    if (!interceptor) return make(call);
    const next: NextCall = (changes) => this.#run(index + 1, changes ? { ...call, ...changes } : call, make);
    return interceptor(call, next) as ReturnType<NextCall>;
  }
}

function callOf(request: InterceptedRequest, ending: Ending): InterceptedCall {
  const { schema, procedure, input, options } = request;
  const { path, streams, idempotentMs } = procedure;
  const { timeoutMs, signal, carrier, metadata = request.metadata() } = options ?? {};
  const onEnd = (listener: (outcome: CallOutcome) => void): void => ending.add(listener);
  const idempotent = idempotentMs !== undefined;
  return { schema, path, streams, idempotent, input, timeoutMs, signal, metadata, carrier, onEnd };
}

function optionsOf(
  { timeoutMs, signal, metadata, carrier }: InterceptedCall,
  options: RequestOptions | undefined,
): RequestOptions {
  return { ...options, timeoutMs, signal, metadata, carrier };
}
