import type { Terminal } from "../terminal.js";
import { safeText } from "./safe-text.js";

/** A server could not be talked with, and what to do about it. */
export class TalkError extends Error {
  override readonly name = "TalkError";

  constructor(
    /** The server's URL, or the file. */
    readonly place: string,
    message: string,
    /** What to do about it, as a sentence. */
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** The error as those of schema files are printed: place, message, remedy. */
export function printTalkError({ place, message, remedy }: TalkError, { colors }: Terminal): string {
  const lines = [`${colors.red("error")} ${colors.bold(place)}`, `  ${safeText(message)}`];
  if (remedy !== undefined) lines.push(`  ${colors.cyan("remedy")} ${remedy}`);
  return lines.join("\n");
}
