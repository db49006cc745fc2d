import { ping } from "../talk/ping.js";
import { addTalkOptions, type Format, formatOf, formatOption, type TalkFlags, talk } from "../talk/talk-command.js";
import { wholeNumber } from "../talk/whole-number.js";
import type { AddCommand } from "./add-command.js";

export const addPing: AddCommand = (program, surroundings) => {
  const command = program
    .command("ping")
    .description("Connect to a running server, and measure how fast it answers.")
    .argument("<url>", "the server, for example ws://localhost:3000/rpc");
  addTalkOptions(command, "none is compared with the server's")
    .option("--count <count>", "how many pings, five a second", "5")
    .addOption(formatOption())
    .addHelpText("after", helpAfter)
    .action(async (url: string, flags: PingFlags) => {
      const { terminal } = surroundings;
      const count = wholeNumber("--count", flags.count);
      const request = { count, schemaFile: flags.schema, format: formatOf(flags.format, terminal) };
      await talk(url, flags, surroundings, (server) => ping(server, request, terminal));
    });
};

interface PingFlags extends TalkFlags {
  readonly count: string;
  readonly format?: Format;
}

const helpAfter = `
Examples:
  hawser ping ws://localhost:3000
  hawser ping wss://example.com/rpc --count 1 --schema chat.schema.ts --auth @auth.json

With --schema it tells whether the server has the same schema: then payloads travel positional, else in
maps. Without it nothing is compared.

Exit codes:
  0  the server answered
  1  it cannot be reached, refuses, or does not answer in time, or a schema file failed
  2  the command was called wrongly`;
