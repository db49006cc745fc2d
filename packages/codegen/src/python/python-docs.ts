import { lineWidth } from "../stub/layout.js";

/** A docstring, its paragraphs in their order without the absent ones; nothing where there is nothing to say. */
export function printDocstring(paragraphs: readonly (string | undefined)[], indent: string): string[] {
  const lines = paragraphs
    .map((text) => text?.trim() ?? "")
    .filter((text) => text !== "")
    .flatMap((text, i) => [
      ...(i === 0 ? [] : [""]),
      ...text
        .split(/\r\n|[\n\r\u2028\u2029]/)
        .flatMap((line) => fold(escaped(line.trimEnd()), lineWidth - indent.length - 4)),
    ]);
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  // A quote at the end would join those behind it.
  if (rest.length === 0 && !first.endsWith('"')) return [`${indent}"""${first}"""`];
  return [`${indent}"""${first}`, ...rest.map((line) => (line === "" ? "" : indent + line)), `${indent}"""`];
}

function escaped(line: string): string {
  return line.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
}

/** Breaks a line between words; a word that is too long stays whole. */
function fold(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const at = line.lastIndexOf(" ", width);
  const end = at > line.length - line.trimStart().length ? at : line.indexOf(" ", width);
  return end < 0 ? [line] : [line.slice(0, end), ...fold(line.slice(end + 1), width)];
}
