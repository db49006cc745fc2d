import { tmpdir } from "node:os";
import { run } from "../../src/program.js";
import { RecordingTerminal, type RecordingTerminalOptions } from "../recording-terminal.js";

export interface Ran {
  readonly code: number;
  /** Lines on standard output. */
  readonly out: readonly string[];
  readonly err: string;
}

/** Runs the command in this process, as in a directory and with what is piped in. */
export async function hawser(args: readonly string[], { cwd = tmpdir(), ...options }: RunOptions = {}): Promise<Ran> {
  const terminal = new RecordingTerminal(cwd, options);
  const code = await run(args, terminal);
  return { code, out: terminal.output, err: terminal.errors.join("\n") };
}

export interface RunOptions extends RecordingTerminalOptions {
  readonly cwd?: string;
}
