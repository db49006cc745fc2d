import { nearest } from "../did-you-mean.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand } from "./add-command.js";

export const addHelp: AddCommand = (program, { done }) => {
  program
    .command("help")
    .description("Print the help of a command.")
    .argument("[command]", "the command; the help of all without it")
    .action((name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((each) => each.name() === name);
      if (!command) {
        const near = nearest(
          name as string,
          program.commands.map((each) => each.name()),
        );
        throw new UsageError(
          `there is no command ${name}. ${near === undefined ? "Run hawser help for those that there are." : `Did you mean ${near}?`}`,
        );
      }
      command.outputHelp();
      done(0);
    });
};
