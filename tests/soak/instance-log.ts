import type { LogEntry } from "./check-log.js";
import type { Instance } from "./instances.js";

/** What one subscriber was told of one instance, as it was told. */
export class InstanceLog {
  readonly entries: LogEntry[] = [];
  #position: Position | undefined;

  constructor(readonly instance: Instance) {}

  /** Up to which it was told. */
  get position(): Position | undefined {
    return this.#position;
  }

  add(entry: LogEntry): void {
    this.entries.push(entry);
    this.#position = { epoch: entry.epoch, offset: entry.type === "gap" ? entry.to : entry.offset };
  }

  /** Nothing is left to come, if this is the end. */
  hasReached({ epoch, offset }: Position): boolean {
    return this.#position?.epoch === epoch && this.#position.offset >= offset;
  }
}

export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** Somebody who listens to instances on one connection, and comes back whenever that is lost. */
export interface SoakSubscriber {
  /** By the instance's name. */
  readonly logs: ReadonlyMap<string, InstanceLog>;
  /** Connections so far. */
  readonly sessions: number;
  readonly isOpen: boolean;
  /** How it stands now, for who reads of its faults. */
  readonly state: string;
  /** Its own end of the connection breaks. */
  cut(): void;
  /** It reads nothing until {@link resume}. */
  pause(): void;
  resume(): void;
  close(): void;
}
