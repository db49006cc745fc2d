import pc from "picocolors";
import type { Terminal } from "../src/terminal.js";

/** A terminal without colours that keeps what was printed. */
export class RecordingTerminal implements Terminal {
  readonly colors = pc.createColors(false);
  /** Everything that was printed, failures included, in order. */
  readonly lines: string[] = [];
  /** What was printed about failures. */
  readonly errors: string[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly interruption: Promise<void>;
  interrupt!: () => void;

  constructor(readonly cwd: string) {
    this.interruption = new Promise((resolve) => {
      this.interrupt = resolve;
    });
  }

  get text(): string {
    return this.lines.join("\n");
  }

  out(line: string): void {
    this.lines.push(line);
    for (const check of this.waiting) check();
  }

  err(line: string): void {
    this.errors.push(line);
    this.out(line);
  }

  interrupted(): Promise<void> {
    return this.interruption;
  }

  /** Settles when something was printed that contains a text, since the given line. */
  async printed(text: string, since = 0): Promise<void> {
    const isThere = (): boolean => this.lines.slice(since).some((line) => line.includes(text));
    if (isThere()) return;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!isThere()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
    });
  }
}
