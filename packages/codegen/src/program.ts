import { Command, CommanderError } from "commander";
import type { AddCommand, ExitCode } from "./commands/add-command.js";
import { addCall } from "./commands/call-command.js";
import { addCompletion } from "./commands/completion-command.js";
import { addDiff } from "./commands/diff-command.js";
import { addDocs } from "./commands/docs-command.js";
import { addGenerate } from "./commands/generate-command.js";
import { addHelp } from "./commands/help-command.js";
import { addInit } from "./commands/init-command.js";
import { addInspect } from "./commands/inspect-command.js";
import { addPing } from "./commands/ping-command.js";
import { addSnapshot } from "./commands/snapshot-command.js";
import { addSubscribe } from "./commands/subscribe-command.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/** Runs the `hawser` command with its arguments. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = hawser(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${terminal.colors.red("error")} ${error.message}`);
    return 2;
  }
}

function hawser(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command("hawser")
    .description("Generates, compares, documents and tries out typed APIs over WebSockets, from their schema files.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    // Behind a command stand its own options: -v of a call is no question for the version.
    .enablePositionalOptions()
    .showHelpAfterError("Run with --help for what there is.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error:/, terminal.colors.red("error"))),
    })
    .addHelpText("after", helpAfter);

  for (const add of commands) add(program, { terminal, done });
  return program;
}

/** In the order of the help. */
const commands: readonly AddCommand[] = [
  addInit,
  addGenerate,
  addDiff,
  addSnapshot,
  addDocs,
  addCall,
  addSubscribe,
  addPing,
  addInspect,
  addCompletion,
  addHelp,
];

const helpAfter = `
Examples:
  hawser init my-app
  hawser generate src/chat.schema.ts --watch
  hawser diff git:main:src/chat.schema.ts src/chat.schema.ts
  hawser docs src/chat.schema.ts
  hawser call ws://localhost:3000 rooms.list
  hawser subscribe ws://localhost:3000 messages '{"room":"lobby"}'

Each command has its own help: hawser generate --help

Exit codes:
  0  done
  1  what was asked for failed, or is not so
  2  the command was called wrongly`;
