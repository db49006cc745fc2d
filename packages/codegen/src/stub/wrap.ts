import { lineWidth } from "./layout.js";

/** Breaks lines of code that are too long inside their largest brackets, one item per line. */
export function wrap(code: string): string {
  return code.split("\n").map(wrapLine).join("\n");
}

function wrapLine(line: string): string {
  if (line.length <= lineWidth) return line;
  const brackets = largestBrackets(line, 0, line.length);
  if (!brackets) return line;
  const indent = /^ */.exec(line)?.[0] ?? "";
  const head = line.slice(0, brackets.open + 1);
  const tail = line.slice(brackets.close);
  const items = brackets.items.map((item) => wrapLine(`${indent}  ${item},`));
  return [head, ...items, wrapLine(indent + tail)].join("\n");
}

interface Brackets {
  /** Index of the opening bracket. */
  readonly open: number;
  /** Index of the closing bracket. */
  readonly close: number;
  readonly items: readonly string[];
}

/** Of the outermost brackets in a part of the line that hold more than one item, the longest; else look inside them. */
function largestBrackets(line: string, from: number, to: number): Brackets | undefined {
  const outermost = bracketsIn(line, from, to);
  const [largest] = outermost.sort((a, b) => b.close - b.open - (a.close - a.open));
  if (!largest || largest.items.length > 1) return largest;
  return largestBrackets(line, largest.open + 1, largest.close);
}

function bracketsIn(line: string, from: number, to: number): Brackets[] {
  const found: Brackets[] = [];
  let depth = 0;
  let open = from;
  let commas: number[] = [];
  for (const { text, index } of tokensIn(line.slice(0, to), from)) {
    if (/[([{]/.test(text)) {
      depth += 1;
      if (depth === 1) {
        open = index;
        commas = [];
      }
    } else if (/[)\]}]/.test(text)) {
      depth -= 1;
      if (depth === 0) found.push({ open, close: index, items: slices(line, open, index, commas) });
    } else if (depth === 1) commas.push(index);
  }
  return found;
}

/** Brackets and commas, outside of string literals. */
function* tokensIn(line: string, from: number): Generator<{ text: string; index: number }> {
  const pattern = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()[\]{},]/g;
  pattern.lastIndex = from;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    if (match[0].length === 1) yield { text: match[0], index: match.index };
  }
}

function slices(line: string, open: number, close: number, commas: readonly number[]): string[] {
  const ends = [...commas, close];
  return ends.map((end, i) => line.slice((commas[i - 1] ?? open) + 1, end).trim()).filter((item) => item !== "");
}
