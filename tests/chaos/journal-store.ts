import type { IdempotencyClaim, IdempotencyStore } from "@hawser/server";
import type { Journal } from "./journal.js";

/**
 * Outcomes in the journal, beside the effects that they tell of. What a killed process had claimed is free again: who
 * runs it anew finds in the journal whether its effect is there.
 */
export class JournalStore implements IdempotencyStore {
  readonly #journal: Journal;
  /** Who waits for the outcomes of the calls that run. */
  readonly #running = new Map<string, ((outcome: Uint8Array | undefined) => void)[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  claim(key: string): IdempotencyClaim {
    const outcome = this.#journal.outcomeOf(key);
    if (outcome) return { state: "settled", outcome };
    const waiting = this.#running.get(key);
    if (waiting) return { state: "running", outcome: new Promise((resolve) => waiting.push(resolve)) };
    this.#running.set(key, []);
    return { state: "run" };
  }

  settle(key: string, outcome: Uint8Array): void {
    this.#journal.append({ kind: "outcome", key, base64: Buffer.from(outcome).toString("base64") });
    this.#tell(key, outcome);
  }

  release(key: string): void {
    this.#tell(key, undefined);
  }

  #tell(key: string, outcome: Uint8Array | undefined): void {
    const waiting = this.#running.get(key) ?? [];
    this.#running.delete(key);
    for (const resolve of waiting) resolve(outcome);
  }
}
