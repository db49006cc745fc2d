import { once } from "node:events";
import pc from "picocolors";
import { readerGone } from "./reader-gone.js";

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command reads its surroundings and says what it did. */
export interface Terminal {
  /** Directory that relative paths start from, and that printed paths are relative to. */
  readonly cwd: string;
  readonly colors: Colors;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A person reads what is printed, not a program. */
  readonly isInteractive: boolean;
  /** Prints a line about what was done. */
  out(line: string): void;
  /** Prints a line about a failure. */
  err(line: string): void;
  /** Settles when what was printed is out of the way: with false where nobody reads it any more. */
  written(): Promise<boolean>;
  /** Settles when nobody reads what is printed any more: when that shows at a line, or, of a pipe on Linux, within half a second. */
  unread(): Promise<void>;
  /** The text that is piped or typed in, as it comes. */
  input(): AsyncIterable<string>;
  /** Settles when the user asks a command that runs on to stop. */
  interrupted(): Promise<void>;
}

/** The terminal that this process was started in. Colours obey `NO_COLOR` and `FORCE_COLOR`. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process;
  let isRead = true;
  stdout.on("error", () => {
    isRead = false;
  });
  return {
    cwd: process.cwd(),
    colors: pc.createColors(),
    env: process.env,
    isInteractive: stdout.isTTY === true,
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    written: async () => {
      // Rejected by an error, which the listener above has seen.
      if (isRead && stdout.writableNeedDrain) await once(stdout, "drain").catch(() => {});
      return isRead;
    },
    unread: () => readerGone(stdout),
    input: () => stdin.setEncoding("utf8"),
    interrupted: async () => {
      await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      // Who waits for more to be typed in waits no longer.
      stdin.destroy();
    },
  };
}
