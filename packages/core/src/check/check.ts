/**
 * Validates without zod: returns exactly what zod would return for a value (a copy of what zod copies, with zod's order
 * of keys), or {@link undecided} for a value that zod has to judge. Throws only what reading the value throws.
 */
export type Check = (value: unknown) => unknown;

/** What a check returns where it cannot tell; never that a value is wrong, which zod says better. */
export const undecided: unique symbol = Symbol("undecided");
