import { openSync, readFileSync, writeSync } from "node:fs";

/**
 * A file that outlives whoever writes it: a record is in it before anything is done because of it, and one write is
 * there whole or not at all when its process is killed.
 */
export class Journal {
  readonly #file: number;
  readonly #receipts = new Map<string, string>();
  readonly #outcomes = new Map<string, Uint8Array>();

  /** Begins with what earlier processes have written. */
  constructor(path: string) {
    this.#file = openSync(path, "a");
    for (const record of readJournal(path)) this.#remember(record);
  }

  append(record: JournalRecord): void {
    writeSync(this.#file, `${JSON.stringify(record)}\n`);
    this.#remember(record);
  }

  /** What the booking with that key was answered with, or would have been. */
  receiptOf(key: string): string | undefined {
    return this.#receipts.get(key);
  }

  /** Of a call that a server has finished with, by the server's key, which holds the call's. */
  outcomeOf(key: string): Uint8Array | undefined {
    return this.#outcomes.get(key);
  }

  #remember(record: JournalRecord): void {
    if (record.kind === "outcome") this.#outcomes.set(record.key, Buffer.from(record.base64, "base64"));
    if (record.kind === "booking" && record.key !== undefined) this.#receipts.set(record.key, record.receipt);
  }
}

export type JournalRecord =
  /** An entry was booked; under that key where its call has one. */
  | { readonly kind: "booking"; readonly entry: string; readonly receipt: string; readonly key?: string | undefined }
  /** Whoever had booked it was killed before the outcome was kept, and its client has asked again. */
  | { readonly kind: "inheritance"; readonly entry: string }
  /** What the server answers to every further call with that key. */
  | { readonly kind: "outcome"; readonly key: string; readonly base64: string };

/** All that was written so far. */
export function readJournal(path: string): JournalRecord[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as JournalRecord);
}
