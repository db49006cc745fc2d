import { call } from "../talk/call.js";
import { addTalkOptions, type Format, formatOf, formatOption, type TalkFlags, talk } from "../talk/talk-command.js";
import type { AddCommand } from "./add-command.js";

export const addCall: AddCommand = (program, surroundings) => {
  const command = program
    .command("call")
    .description("Call a procedure of a running server, and print its answer.")
    .argument("<url>", "the server, for example ws://localhost:3000/rpc")
    .argument("<procedure>", "path of the procedure, for example rooms.send")
    .argument(
      "[input]",
      "the input as JSON, in a file (@input.json), or piped in (-);\nof a stream one item a line, piped in where nothing is given",
    );
  addTalkOptions(command)
    .option(
      "--metadata <json>",
      "what goes along with the call, where the schema declares that, as JSON or in a file: @file",
    )
    .option("-v, --verbose", "tell on standard error what the call took, and the metadata of its answer")
    .addOption(formatOption())
    .addHelpText("after", helpAfter)
    .action(async (url: string, procedure: string, input: string | undefined, flags: CallFlags) => {
      const { terminal } = surroundings;
      const { schema: schemaFile, metadata, verbose: isVerbose = false } = flags;
      const request = { procedure, input, metadata, schemaFile, format: formatOf(flags.format, terminal), isVerbose };
      await talk(url, flags, surroundings, (server) => call(server, request, terminal));
    });
};

interface CallFlags extends TalkFlags {
  readonly metadata?: string;
  readonly verbose?: boolean;
  readonly format?: Format;
}

const helpAfter = `
Examples:
  hawser call ws://localhost:3000 rooms.list
  hawser call ws://localhost:3000 rooms.send '{"room":"lobby","text":"hi"}' --schema chat.schema.ts
  hawser call wss://example.com/rpc orders.export --auth '{"token":"t0"}' > orders.ndjson
  hawser call localhost:3000 numbers.sum < numbers.ndjson
  hawser call localhost:3000 numbers.negate -- -5
  hawser call wss://example.com/rpc orders.list -v --header 'Cookie: session=s0' --metadata '{"locale":"de"}'

Dates are text in ISO 8601, bytes are text in base64, bigints text of digits, sets arrays, and maps
arrays of pairs. An output stream is printed item by item. A server without --schema has to be made
with createServer(schema, { reflection: true }).

Exit codes:
  0  the call succeeded
  1  it failed, the server cannot be reached or refuses, or a schema file failed
  2  the command was called wrongly: an unknown procedure, malformed JSON, an input that does not fit`;
