import { UsageError } from "../usage-error.js";

/** @throws UsageError for what is no whole number above 0. */
export function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) === 0 || !Number.isSafeInteger(Number(text))) {
    throw new UsageError(`${option} ${text}: expected a whole number above 0.`);
  }
  return Number(text);
}

/** @throws UsageError for what is no port. */
export function portNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > maxPort) {
    throw new UsageError(`${option} ${text}: expected a port, a number from 0 to ${maxPort}.`);
  }
  return Number(text);
}

const maxPort = 65_535;
