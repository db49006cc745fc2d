import type { HawserError } from "@hawser/core";
import type { Json } from "../json-form/json.js";
import { toJson } from "../json-form/to-json.js";
import type { Terminal } from "../terminal.js";
import { jsonLine, prettyJson } from "./print-json.js";
import { safeText } from "./safe-text.js";
import type { Format } from "./talk-command.js";

/** Says how a call or a subscription failed: code, message and data. */
export function printError({ code, detail, data }: HawserError, format: Format, terminal: Terminal): void {
  const shown = data === undefined ? undefined : toJson(data);
  if (format === "ndjson") {
    const error: { [key: string]: Json } = { code, message: detail, ...(shown !== undefined && { data: shown }) };
    terminal.err(jsonLine({ error }));
    return;
  }
  const { colors } = terminal;
  const lines = [`${colors.red("error")} ${colors.bold(safeText(code))}`];
  // A declared error that says nothing more than its code says it twice.
  if (detail !== code) lines.push(`  ${safeText(detail)}`);
  if (shown !== undefined) lines.push(`  ${colors.cyan("data")} ${prettyJson(shown, colors, "  ")}`);
  terminal.err(lines.join("\n"));
}
