import { subscribe } from "../talk/subscribe.js";
import { addTalkOptions, type Format, formatOf, formatOption, type TalkFlags, talk } from "../talk/talk-command.js";
import { wholeNumber } from "../talk/whole-number.js";
import type { AddCommand } from "./add-command.js";

export const addSubscribe: AddCommand = (program, surroundings) => {
  const command = program
    .command("subscribe")
    .description("Subscribe to a topic of a running server, and print its events until Ctrl-C.")
    .argument("<url>", "the server, for example ws://localhost:3000/rpc")
    .argument("<topic>", "path of the topic, for example messages")
    .argument("[params]", "the topic's params as JSON, in a file (@params.json), or piped in (-)");
  addTalkOptions(command)
    .option(
      "--since <where>",
      "where to begin, as far as the topic's history reaches: 20 (the latest 20 events), 10m (the last\nten minutes), 2026-01-31T12:00:00Z, epoch:offset (what follows upon an event), all\n(default: with what comes)",
    )
    .option("--limit <count>", "end after so many events")
    .addOption(formatOption())
    .addHelpText("after", helpAfter)
    .action(async (url: string, topic: string, params: string | undefined, flags: SubscribeFlags) => {
      const { terminal } = surroundings;
      const { schema: schemaFile, since } = flags;
      const limit = flags.limit === undefined ? undefined : wholeNumber("--limit", flags.limit);
      const request = { topic, params, since, limit, schemaFile, format: formatOf(flags.format, terminal) };
      await talk(url, flags, surroundings, (server) => subscribe(server, request, terminal));
    });
};

interface SubscribeFlags extends TalkFlags {
  readonly since?: string;
  readonly limit?: string;
  readonly format?: Format;
}

const helpAfter = `
Examples:
  hawser subscribe ws://localhost:3000 messages '{"room":"lobby"}'
  hawser subscribe ws://localhost:3000 messages '{"room":"lobby"}' --since 20 --schema chat.schema.ts
  hawser subscribe ws://localhost:3000 ticker --limit 1 --format ndjson | jq .event.price

Printed for programs, an event is {"offset":7,"event":...}, and events that did not come are
{"gap":{"reason":"disconnected","from":8,"to":11}}. A connection that is lost is opened again, and the
subscription goes on where it was; standard error tells of it.

Exit codes:
  0  the events of --limit came, or Ctrl-C ended it
  1  the server refused or ended the subscription or cannot be reached, or a schema file failed
  2  the command was called wrongly: an unknown topic, malformed JSON, params that do not fit`;
