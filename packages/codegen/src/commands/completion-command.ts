import { basename } from "node:path";
import { Argument } from "commander";
import { candidatesFor } from "../completion/candidates.js";
import { completionScripts, type Shell } from "../completion/scripts.js";
import { splitLine } from "../completion/split-line.js";
import type { AddCommand } from "./add-command.js";

export const addCompletion: AddCommand = (program, { terminal, done }) => {
  program
    .command("completion")
    .description("Print what makes a shell complete commands, options and names.")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(completionScripts)))
    .addHelpText("after", helpAfter)
    .action((shell: Shell) => {
      terminal.out(completionScripts[shell]);
      done(0);
    });

  program
    .command("complete", { hidden: true })
    .description("Print what the last word of a command line could become, one a line: for the scripts of completion.")
    .argument("<line>", "the command line up to the cursor")
    .action(async (line: string) => {
      // Somebody is typing: what fails says so when it is called, not now.
      const candidates = await candidatesFor(program, wordsOf(line), terminal).catch(() => []);
      for (const { value, description } of candidates) terminal.out(`${value}\t${description}`);
      done(0);
    });
};

/** What stands behind the name of the program, before which there may be others: `TOKEN=t0 sudo hawser call`. */
function wordsOf(line: string): string[] {
  const words = splitLine(line);
  const at = words.slice(0, -1).findIndex((word) => basename(word) === "hawser");
  return words.slice(Math.max(at, 0) + 1);
}

const helpAfter = `
Examples:
  eval "$(hawser completion bash)"                in ~/.bashrc
  eval "$(hawser completion zsh)"                 in ~/.zshrc, after compinit
  hawser completion fish | source                 in ~/.config/fish/config.fish

Procedures and topics are completed where --schema stands before them:
  hawser call --schema chat.schema.ts ws://localhost:3000 rooms.<Tab>

Exit codes:
  0  the script is printed
  2  the command was called wrongly`;
