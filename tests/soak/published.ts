/**
 * What was published to one instance, as its publishers know it: the offsets of what was acknowledged, and what may or may
 * not have been published because its acknowledgement never came.
 */
export class PublishedInstance {
  readonly #acknowledged = new Map<string, Map<number, string>>();
  readonly #keys = new Map<string, string>();
  /** Ids of events whose fate is unknown. */
  readonly #doubtful = new Set<string>();
  /** The highest acknowledged offset of each epoch. */
  readonly #highest = new Map<string, number>();
  readonly #faults: string[] = [];
  #last: Acknowledgement | undefined;

  /** The event that was acknowledged last; the end of publishing, where publishers waited for each other then. */
  get last(): Acknowledgement | undefined {
    return this.#last;
  }

  /** Events with offsets. */
  get count(): number {
    let count = 0;
    for (const offsets of this.#acknowledged.values()) count += offsets.size;
    return count;
  }

  /** An event is on its way, and in doubt until it is acknowledged or refused. */
  began({ id, key }: PublishedEvent): void {
    this.#keys.set(id, key);
    this.#doubtful.add(id);
  }

  acknowledged({ id }: PublishedEvent, position: Acknowledgement): void {
    const { epoch, offset } = position;
    const offsets = this.#acknowledged.get(epoch) ?? new Map<number, string>();
    this.#acknowledged.set(epoch, offsets);
    const other = offsets.get(offset);
    if (other !== undefined) this.#faults.push(`${id} and ${other} have both been given ${epoch}:${offset}`);
    offsets.set(offset, id);
    this.#highest.set(epoch, Math.max(this.#highest.get(epoch) ?? 0, offset));
    this.#doubtful.delete(id);
    this.#last = position;
  }

  /** Told by the server that it was not published. */
  refused({ id }: PublishedEvent): void {
    this.#doubtful.delete(id);
  }

  /** The highest offset that an epoch can have come to. */
  reach(epoch: string): number {
    return (this.#highest.get(epoch) ?? 0) + this.#doubtful.size;
  }

  keyOf(id: string): string | undefined {
    return this.#keys.get(id);
  }

  keyAt(epoch: string, offset: number): string | undefined {
    const id = this.#acknowledged.get(epoch)?.get(offset);
    return id === undefined ? undefined : this.#keys.get(id);
  }

  /** @returns why nobody can have got this event, or `undefined`. */
  flawOf({ epoch, offset, id }: Acknowledgement & { readonly id: string }): string | undefined {
    const known = this.#acknowledged.get(epoch)?.get(offset);
    if (known !== undefined) return known === id ? undefined : `is ${id}, and ${known} was published there`;
    return this.#doubtful.has(id) ? undefined : `is ${id}, which was not published there`;
  }

  /** What is wrong with the acknowledgements themselves: offsets given twice, or more left out than is in doubt. */
  faults(): string[] {
    const unexplained = [...this.#highest].flatMap(([epoch, highest]) => {
      const missing = highest - (this.#acknowledged.get(epoch)?.size ?? 0);
      return missing > this.#doubtful.size
        ? [`${missing} offsets of ${epoch} are of events that nobody published`]
        : [];
    });
    return [...this.#faults, ...unexplained];
  }
}

export interface PublishedEvent {
  /** Of no other event. */
  readonly id: string;
  /** What it is conflated by. */
  readonly key: string;
}

export interface Acknowledgement {
  readonly epoch: string;
  readonly offset: number;
}
