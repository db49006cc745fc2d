import { type Raw, rawOf, toWire } from "@hawser/core";
import type { TopicDescriptor } from "./descriptors.js";
import { unencodable } from "./invalid-input.js";

/** The params of a channel as they were when it was subscribed, ready for any session. */
export interface EncodedParams {
  /** The same for equal params of the same topic. */
  readonly key: string;
  /** Absent where the topic has no params. */
  readonly payload?: { readonly positional: Raw; readonly maps: Raw };
}

/** @throws HawserError `invalid_input` for params that cannot be encoded. */
export function encodeParams<Params>(topic: TopicDescriptor<Params, unknown>, params: Params): EncodedParams {
  if (!topic.encodeParams) return { key: topic.path };
  try {
    // Fields stand in the order of the schema, so the bytes do not depend on the order of the caller's keys.
    const positional = rawOf(topic.encodeParams(params));
    return { key: `${topic.path} ${positional.bytes.join()}`, payload: { positional, maps: rawOf(toWire(params)) } };
  } catch (error) {
    throw unencodable(error, `the params of ${topic.path}`);
  }
}
