import type { Files } from "../files.client.js";

/** Makes small calls while files are on their way, to show that they need not wait for these. */
export class Pulse {
  /** Small calls that were answered since the last time that nothing was on its way. */
  answers = 0;
  slowestMs = 0;
  readonly #files: Files;
  readonly #changed: () => void;
  #moving = 0;

  constructor(files: Files, changed: () => void) {
    this.#files = files;
    this.#changed = changed;
  }

  /** Beats until the work is done. @returns the work's own promise. */
  during<T>(work: Promise<T>): Promise<T> {
    this.#moving += 1;
    if (this.#moving === 1) {
      this.answers = 0;
      this.slowestMs = 0;
      void this.#beat();
    }
    return work.finally(() => {
      this.#moving -= 1;
    });
  }

  async #beat(): Promise<void> {
    while (this.#moving > 0) {
      const askedMs = performance.now();
      try {
        await this.#files.files.usage();
        this.answers += 1;
        this.slowestMs = Math.max(this.slowestMs, performance.now() - askedMs);
        this.#changed();
      } catch {
        // There is no connection; the work hears of it, too.
      }
      await pause(pauseMs);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const pauseMs = 100;
