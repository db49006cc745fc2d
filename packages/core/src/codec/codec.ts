import type { Wire } from "../wire/wire.js";

/**
 * Turns a typed value into a wire value. It trusts the type: a value of another one travels as far as it can, for the
 * receiver to refuse, or throws.
 */
export type Encode<T> = (value: T) => Wire;

/**
 * Turns a wire value into a typed value. It trusts the structure: what comes from an untrusted peer is validated
 * afterwards, and whatever it throws means "malformed".
 */
export type Decode<T> = (wire: Wire) => T;
