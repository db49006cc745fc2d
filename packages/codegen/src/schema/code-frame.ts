import type { Colors } from "../terminal.js";

/** A place in a text file; both count from 1. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** Lines shown above and below the line in question. */
const contextLines = 2;

/** The lines around a location with a mark under it, as compilers show them. */
export function codeFrame(source: string, location: Location, colors: Colors): string {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, location.line - contextLines);
  const last = Math.min(lines.length, location.line + contextLines);
  const gutterWidth = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = lines[number - 1] ?? "";
    const isCulprit = number === location.line;
    const gutter = `${isCulprit ? ">" : " "} ${String(number).padStart(gutterWidth)} |`;
    frame.push(`${isCulprit ? colors.red(gutter) : colors.dim(gutter)} ${text}`.trimEnd());
    if (isCulprit) {
      const mark = `${" ".repeat(gutterWidth + 3)}| ${indentOf(text, location.column)}^`;
      frame.push(colors.red(mark));
    }
  }
  return frame.join("\n");
}

/** Blanks up to a column; tabs stay tabs, so that the mark stands under its character at any tab width. */
function indentOf(text: string, column: number): string {
  return text.slice(0, column - 1).replace(/[^\t]/g, " ");
}
