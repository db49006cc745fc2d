import { HawserError } from "../errors.js";
import type { Wire } from "../wire/wire.js";
import { cannotTravel } from "./cannot-travel.js";

/**
 * As an integer of msgpack where it has one; beyond 64 bits as decimal digits.
 *
 * @throws HawserError `invalid_input` for a number of more than {@link maxDigits}.
 */
export function encodeBigint(value: Wire): Wire {
  if (value >= -0x80000000n && value <= 0xffffffffn) return Number(value);
  return value >= -0x8000000000000000n && value <= 0xffffffffffffffffn ? value : bigintDigits(value, []);
}

/** @throws HawserError `protocol` for what is neither a whole number nor decimal digits. */
export function decodeBigint(wire: Wire): bigint {
  if (typeof wire === "string") return bigintOf(wire);
  // Of anything else BigInt would read the text, however long that is.
  if (typeof wire === "bigint" || Number.isInteger(wire)) return BigInt(wire);
  throw new HawserError("protocol", "a bigint is neither a whole number nor decimal digits");
}

/** Reading digits takes time that grows faster than their number, which a peer must therefore not choose freely. */
const maxDigits = 4096;

const digitsPattern = new RegExp(`^-?[0-9]{1,${maxDigits}}$`);

/** @throws HawserError `invalid_input` at `path` for a number of more than {@link maxDigits}. */
export function bigintDigits(value: bigint, path: readonly (string | number)[]): string {
  const digits = String(value);
  if (!digitsPattern.test(digits)) throw cannotTravel(path, `a bigint of more than ${maxDigits} digits cannot travel`);
  return digits;
}

/** @throws HawserError `protocol` for text that is not decimal digits. */
export function bigintOf(digits: string): bigint {
  if (!digitsPattern.test(digits)) throw new HawserError("protocol", "a bigint is not decimal digits");
  return BigInt(digits);
}
