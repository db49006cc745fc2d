/** How long a run still takes: at first by what each suite is expected to take, then more and more by what it does. */
export class TimeLeft {
  #running: ExpectedSuite | undefined;
  #startedMs = 0;
  readonly #waiting: ExpectedSuite[];

  constructor(
    suites: readonly ExpectedSuite[],
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#waiting = [...suites];
  }

  get expectedSeconds(): number {
    return this.#waiting.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** The next suite starts. */
  begin(): void {
    this.#running = this.#waiting.shift();
    this.#startedMs = this.nowMs();
  }

  /** With so many steps of so many of the running suite done. */
  secondsLeft(done: number, total: number): number {
    const part = Math.min(done / total, 1);
    const byExpectation = (this.#running?.seconds ?? 0) * (1 - part);
    const bySteps = part === 0 ? 0 : ((this.nowMs() - this.#startedMs) / 1_000 / part) * (1 - part);
    return byExpectation * (1 - part) + bySteps * part + this.expectedSeconds;
  }
}

export interface ExpectedSuite {
  /** What it is expected to take. */
  readonly seconds: number;
}

/** "25 min", "40 s" */
export function shownSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds / 10) * 10} s` : `${Math.round(seconds / 60)} min`;
}
