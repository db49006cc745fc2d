export const policies = ["resume", "conflate", "drop", "disconnect"] as const;
export type Policy = (typeof policies)[number];

/** Values of the key by which events are conflated. */
export const keyCount = 100;

/** Milliseconds of the clock that all processes of the machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
