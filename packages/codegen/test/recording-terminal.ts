import pc from "picocolors";
import type { Terminal } from "../src/terminal.js";

export interface RecordingTerminalOptions {
  readonly env?: Terminal["env"];
  /** @default false */
  readonly isInteractive?: boolean;
  /** What is piped in. @default nothing */
  readonly input?: Iterable<string> | AsyncIterable<string>;
}

/** A terminal without colours that keeps what was printed. */
export class RecordingTerminal implements Terminal {
  readonly colors = pc.createColors(false);
  readonly env: Terminal["env"];
  readonly isInteractive: boolean;
  /** Everything that was printed, failures included, in order. */
  readonly lines: string[] = [];
  /** What was printed about failures. */
  readonly errors: string[] = [];
  /** What was printed beside failures. */
  readonly output: string[] = [];
  /** Somebody reads what is printed. */
  isRead = true;
  private readonly piped: Iterable<string> | AsyncIterable<string>;
  private readonly waiting = new Set<() => void>();
  private readonly interruption: Promise<void>;
  interrupt!: () => void;
  private readonly departure: Promise<void>;
  /** Nobody reads any more. */
  leave!: () => void;

  constructor(
    readonly cwd: string,
    { env = {}, isInteractive = false, input = [] }: RecordingTerminalOptions = {},
  ) {
    this.env = env;
    this.isInteractive = isInteractive;
    this.piped = input;
    this.interruption = new Promise((resolve) => {
      this.interrupt = resolve;
    });
    this.departure = new Promise((resolve) => {
      this.leave = resolve;
    });
  }

  get text(): string {
    return this.lines.join("\n");
  }

  out(line: string): void {
    this.output.push(line);
    this.print(line);
  }

  err(line: string): void {
    this.errors.push(line);
    this.print(line);
  }

  async written(): Promise<boolean> {
    return this.isRead;
  }

  unread(): Promise<void> {
    return this.departure;
  }

  async *input(): AsyncIterable<string> {
    yield* this.piped;
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

  private print(line: string): void {
    this.lines.push(line);
    for (const check of this.waiting) check();
  }
}
