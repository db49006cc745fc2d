import { type Raw, rawOf, toWire } from "@hawser/core";
import type { PresenceDescriptor, TopicDescriptor } from "./descriptors.js";
import { invalidInput, unencodable } from "./invalid-input.js";

/** What a member tells of itself, as it was when it did, ready for any session. */
export interface EncodedMember {
  readonly positional: Raw;
  readonly maps: Raw;
}

/** @throws HawserError `invalid_input` for data that cannot be encoded. */
export function encodeMember(topic: TopicDescriptor<never, unknown>, data: unknown): EncodedMember {
  const { encode } = presenceOf(topic);
  try {
    return { positional: rawOf(encode(data as never)), maps: rawOf(toWire(data)) };
  } catch (error) {
    throw unencodable(error, `the member of ${topic.path}`);
  }
}

/** @throws HawserError `invalid_input` where the schema declares none. */
export function presenceOf({ path, presence }: TopicDescriptor<never, unknown>): PresenceDescriptor {
  if (!presence) throw invalidInput(`the schema declares no presence for ${path}`);
  return presence;
}
