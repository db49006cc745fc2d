import { parseSince } from "../talk/since.js";
import { type SubscribeRequest, subscribe } from "../talk/subscribe.js";
import { addTalkOptions, type Format, formatOf, formatOption, type TalkFlags, talk } from "../talk/talk-command.js";
import { wholeNumber } from "../talk/whole-number.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand } from "./add-command.js";

export const addSubscribe: AddCommand = (program, surroundings) => {
  const command = program
    .command("subscribe")
    .description("Subscribe to a topic of a running server, and print its events, or its members, until Ctrl-C.")
    .argument("<url>", "the server, for example ws://localhost:3000/rpc")
    .argument("<topic>", "path of the topic, for example messages")
    .argument(
      "[params]",
      "the topic's params as JSON, in a file (@params.json), or piped in (-);\na list of params for several instances at once",
    );
  addTalkOptions(command)
    .option(
      "--since <where>",
      "where to begin, as far as the topic's history reaches: 20 (the latest 20 events), 10m (the last\nten minutes), 2026-01-31T12:00:00Z, epoch:offset (what follows upon an event), all\n(default: with what comes)",
    )
    .option("--pattern", "params that are left out stand for every value, as far as the topic's wildcards go")
    .option("--members", "who is present, and then who comes, changes and goes, instead of the events")
    .option("--as <json>", "with --members: be present, and tell this of oneself; as JSON, or in a file: @me.json")
    .option("--limit <count>", "end after so many events, or changes of members")
    .addOption(formatOption())
    .addHelpText("after", helpAfter)
    .action(async (url: string, topic: string, params: string | undefined, flags: SubscribeFlags) => {
      const { terminal } = surroundings;
      const { schema: schemaFile } = flags;
      const limit = flags.limit === undefined ? undefined : wholeNumber("--limit", flags.limit);
      const request = { topic, params, of: wanted(flags), limit, schemaFile, format: formatOf(flags.format, terminal) };
      await talk(url, flags, surroundings, (server) => subscribe(server, request, terminal));
    });
};

interface SubscribeFlags extends TalkFlags {
  readonly since?: string;
  readonly pattern?: true;
  readonly members?: true;
  readonly as?: string;
  readonly limit?: string;
  readonly format?: Format;
}

function wanted({ since, pattern, members, as }: SubscribeFlags): SubscribeRequest["of"] {
  if (!members) {
    if (as !== undefined) throw new UsageError("--as is for a member: it goes with --members.");
    return {
      kind: "events",
      since: since === undefined ? undefined : parseSince(since, Date.now()),
      isPattern: pattern === true,
    };
  }
  if (since !== undefined) throw new UsageError("Members have no history: --since does not go with --members.");
  if (pattern) throw new UsageError("--members is about one instance: --pattern does not go with it.");
  return { kind: "members", as };
}

const helpAfter = `
Examples:
  hawser subscribe ws://localhost:3000 messages '{"room":"lobby"}'
  hawser subscribe ws://localhost:3000 messages '{"room":"lobby"}' --since 20 --schema chat.schema.ts
  hawser subscribe ws://localhost:3000 ticker --limit 1 --format ndjson | jq .event.price
  hawser subscribe ws://localhost:3000 messages '[{"room":"lobby"},{"room":"attic"}]'
  hawser subscribe ws://localhost:3000 trades '{"market":"xnas"}' --pattern
  hawser subscribe ws://localhost:3000 talk '{"room":"lobby"}' --members

Printed for programs, an event is {"offset":7,"event":...}, and events that did not come are
{"gap":{"reason":"disconnected","from":8,"to":11}}; of several instances each has its "params". A
member is {"member":{"type":"join","id":...,"data":...}}, where the type is present (from before), join,
update or leave. A connection that is lost is opened again, and the subscription goes on where it was;
standard error tells of it.

Exit codes:
  0  as many as --limit says came, or Ctrl-C ended it
  1  the server refused or ended the subscription or cannot be reached, or a schema file failed
  2  the command was called wrongly: an unknown topic, malformed JSON, params that do not fit`;
