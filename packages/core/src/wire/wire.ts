/**
 * A value as it is packed and unpacked: what a codec makes of a typed value, one step before bytes.
 * Arrays, strings, numbers, booleans, null, `undefined`, bigint, Date, Uint8Array, Map (a msgpack map) and
 * {@link Raw} (bytes that are msgpack already).
 */
// biome-ignore lint/suspicious/noExplicitAny: the one place where a value has no type yet; codecs give it one
export type Wire = any;
