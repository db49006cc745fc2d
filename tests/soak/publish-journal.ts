import { openSync, readFileSync, writeSync } from "node:fs";
import type { Acknowledgement, PublishedEvent } from "./published.js";

/** What servers have published by themselves, in a file that outlives them: written before anybody can hear of it. */
export class PublishJournal {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  append(record: PublishRecord): void {
    writeSync(this.#file, `${JSON.stringify(record)}\n`);
  }
}

/** Events of adjacent offsets. */
export interface PublishRecord {
  readonly instance: string;
  readonly events: readonly PublishedEvent[];
  /** Of the last one. */
  readonly position: Acknowledgement;
}

export function readPublishJournal(path: string): PublishRecord[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as PublishRecord);
}
