import type { JournalRecord } from "./journal.js";
import type { Ended } from "./load.js";

/**
 * Compares what callers were told with what the journal says was done.
 *
 * @returns what is wrong, in words
 */
export function audit(ended: readonly Ended[], journal: readonly JournalRecord[]): string[] {
  const receipts = new Map<string, string[]>();
  for (const record of journal) {
    if (record.kind !== "booking") continue;
    const known = receipts.get(record.entry);
    if (known) known.push(record.receipt);
    else receipts.set(record.entry, [record.receipt]);
  }
  const entries = new Set(ended.map(({ entry }) => entry));
  return [
    ...[...receipts.keys()].filter((entry) => !entries.has(entry)).map((entry) => `${entry} was booked unasked`),
    ...ended.flatMap((call) => faultsOf(call, receipts.get(call.entry) ?? [])),
  ];
}

function faultsOf({ kind, entry, receipt, error }: Ended, receipts: readonly string[]): string[] {
  const call = `the ${kind} call ${entry}`;
  const faults: string[] = [];
  if (receipts.length > 1) faults.push(`${call} ran ${receipts.length} times`);
  if (receipt !== undefined && receipt !== receipts[0])
    faults.push(`${call} was answered with a run that is not there`);
  if (!error) return faults;
  if (!codes[kind].includes(error.code)) faults.push(`${call} failed with ${error.message}`);
  if (!error.mayHaveRun && receipts.length > 0) faults.push(`${call} ran, and was told otherwise: ${error.message}`);
  return faults;
}

/** An idempotent call has no other end than its answer or its deadline, `unavailable` where it had not left by then. */
const codes: Readonly<Record<Ended["kind"], readonly string[]>> = {
  plain: ["connection_lost", "unavailable", "timeout"],
  idempotent: ["timeout", "unavailable"],
};
