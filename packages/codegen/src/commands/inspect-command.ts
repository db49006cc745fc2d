import { inspect, printRecording } from "../inspect/inspect.js";
import { addTalkOptions, attempt, type TalkFlags, talk } from "../talk/talk-command.js";
import { portNumber } from "../talk/whole-number.js";
import { UsageError } from "../usage-error.js";
import type { AddCommand } from "./add-command.js";

export const addInspect: AddCommand = (program, surroundings) => {
  const command = program
    .command("inspect")
    .description("Stand between clients and a server, and print every frame.")
    .argument("[url]", "the server, for example ws://localhost:3000/rpc");
  addTalkOptions(command, "the server is asked for it; of one that\ndoes not tell, payloads are shown as they travel")
    .option("--port <port>", "where clients connect to, on this machine only (default: one that is free)")
    .option("--save <file>", "keep everything in a file, too, with all that clients present")
    .option("--print <file>", "print what was kept, instead of standing between anybody")
    .addHelpText("after", helpAfter)
    .action(async (url: string | undefined, flags: InspectFlags) => {
      const { terminal } = surroundings;
      const { print, save, schema: schemaFile } = flags;
      if (print !== undefined && (url !== undefined || save !== undefined || flags.port !== undefined)) {
        throw new UsageError("--print prints what was kept, so it goes with no URL, no --save and no --port.");
      }
      if (print !== undefined) {
        await attempt(surroundings, () => printRecording(print, schemaFile, terminal));
        return;
      }
      if (url === undefined) {
        throw new UsageError("Name the server, as in hawser inspect ws://localhost:3000, or a recording with --print.");
      }
      const port = flags.port === undefined ? 0 : portNumber("--port", flags.port);
      await talk(url, flags, surroundings, (server) => inspect(server, { port, schemaFile, save }, terminal));
    });
};

interface InspectFlags extends TalkFlags {
  readonly port?: string;
  readonly save?: string;
  readonly print?: string;
}

const helpAfter = `
Examples:
  hawser inspect ws://localhost:3000
  hawser inspect ws://localhost:3000/rpc --port 4000 --schema chat.schema.ts --save session.ndjson
  hawser inspect --print session.ndjson

Each line has the seconds since the start, the connection, the direction (→ to the server, ← from it),
the kind of frame with its id, the procedure or topic, payloads, bytes, and how long an answer took.
Auth values are not shown; a file of --save has them.

Exit codes:
  0  Ctrl-C ended it, or the recording was printed
  1  the port is taken, a schema file failed, or the file is no recording
  2  the command was called wrongly`;
