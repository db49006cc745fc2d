import { shownPath } from "../shown-path.js";
import type { Terminal } from "../terminal.js";
import { codeFrame, type Location } from "./code-frame.js";

/** Something is wrong in a file of the user's, at a place that can be shown. */
export class SchemaFileError extends Error {
  override readonly name = "SchemaFileError";

  constructor(
    /** Absolute path of the file that is to blame. */
    readonly file: string,
    message: string,
    readonly details: SchemaFileErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
  }
}

export interface SchemaFileErrorDetails {
  /** Where in the file; absent where the file as a whole is to blame. */
  readonly location?: Location | undefined;
  /** The file's text, for the code frame. */
  readonly source?: string | undefined;
  /** What to do about it, as a sentence. */
  readonly remedy?: string | undefined;
  /** Files that would mend this by being there. */
  readonly awaited?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** The error as a compiler would print it: place, message, code frame, remedy. */
export function printSchemaFileError(error: SchemaFileError, terminal: Terminal): string {
  const { colors } = terminal;
  const { location, source, remedy } = error.details;
  const path = shownPath(error.file, terminal.cwd);
  const place = location ? `${path}:${location.line}:${location.column}` : path;
  const lines = [`${colors.red("error")} ${colors.bold(place)}`, indent(error.message)];
  if (location && source !== undefined) lines.push("", codeFrame(source, location, colors), "");
  if (remedy !== undefined) lines.push(indent(`${colors.cyan("remedy")} ${remedy}`));
  return lines.join("\n").trimEnd();
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
