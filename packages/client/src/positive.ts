import { invalidInput } from "./invalid-input.js";

/**
 * The value of an option that is a number above 0.
 *
 * @throws HawserError `invalid_input` naming the option, for any other, NaN too.
 */
export function positive(option: string, value: number): number {
  if (!(value > 0)) throw invalidInput(`the option ${option} must be above 0, but is ${value}`, [option]);
  return value;
}
