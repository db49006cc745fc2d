import type { Wire } from "../wire/wire.js";

/** Turns a typed value into a wire value. Throws {@link EncodeError} for a value that its shape does not allow. */
export type Encode<T> = (value: T) => Wire;

/**
 * Turns a wire value into a typed value. It trusts the structure: what comes from an untrusted peer is validated
 * afterwards, and whatever it throws means "malformed".
 */
export type Decode<T> = (wire: Wire) => T;
