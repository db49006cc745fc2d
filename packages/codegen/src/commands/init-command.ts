import { resolve } from "node:path";
import type { AddCommand } from "./add-command.js";
import { init } from "./init.js";

export const addInit: AddCommand = (program, { terminal, done }) => {
  program
    .command("init")
    .description("Make a working project: a schema, a server, a page and a test.")
    .argument("[directory]", "where; empty, or not there yet", ".")
    .addHelpText("after", helpAfter)
    .action(async (directory: string) => {
      const { npm_config_user_agent: userAgent } = process.env;
      done(await init(resolve(terminal.cwd, directory), { userAgent }, terminal));
    });
};

const helpAfter = `
Examples:
  hawser init my-app
  npm create @hawser my-app

Then, in that directory:
  npm install
  npm start        generate the client, bundle the page, serve all of it
  npm run dev      the same, and again whenever a file changes
  npm test         call a real server through the generated client

Exit codes:
  0  the project is there
  1  nothing was written: the directory is in use, or cannot be written
  2  the command was called wrongly`;
