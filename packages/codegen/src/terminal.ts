import { once } from "node:events";
import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command reads its surroundings and says what it did. */
export interface Terminal {
  /** Directory that relative paths start from, and that printed paths are relative to. */
  readonly cwd: string;
  readonly colors: Colors;
  /** Prints a line about what was done. */
  out(line: string): void;
  /** Prints a line about a failure. */
  err(line: string): void;
  /** Settles when the user asks a command that runs on to stop. */
  interrupted(): Promise<void>;
}

/** The terminal that this process was started in. Colours obey `NO_COLOR` and `FORCE_COLOR`. */
export function processTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    colors: pc.createColors(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    interrupted: async () => void (await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")])),
  };
}
