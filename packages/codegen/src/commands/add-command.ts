import type { Command } from "commander";
import type { Terminal } from "../terminal.js";

/** 0: done. 1: what was asked for failed, or is not so. 2: the command was called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Adds a command to the program: its arguments, its help, and what it does. */
export type AddCommand = (program: Command, surroundings: CommandSurroundings) => void;

export interface CommandSurroundings {
  readonly terminal: Terminal;
  /** How the command ended. */
  done(code: ExitCode): void;
}
