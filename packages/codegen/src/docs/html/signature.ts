/** The methods in a printed class member or several, one text each, without their comments, called on an expression. */
export function signaturesOf(printed: string, owner: (method: string) => string): string[] {
  return printed
    .replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, "")
    .split(/\n(?=\s*\n)/)
    .map((text) => text.replace(/^ {2}/gm, "").trim())
    .filter((text) => text !== "")
    .map((text) => {
      const [, name = ""] = /^("(?:[^"\\]|\\.)*"|[^(]+)/.exec(text) ?? [];
      return layOut(owner(name), text.slice(name.length));
    });
}

/** Columns of a line beside pieces of code. */
const lineWidth = 62;

/** A call with one parameter per line where it is too long for one. */
function layOut(callee: string, rest: string): string {
  if (rest.includes("\n") || callee.length + rest.length <= lineWidth) return callee + rest;
  const end = rest.lastIndexOf("): ");
  const parameters = rest.slice(1, end);
  if (parameters === "") return callee + rest;
  return `${callee}(\n${splitParameters(parameters)
    .map((parameter) => `  ${parameter},\n`)
    .join("")}${rest.slice(end)}`;
}

/** At the commas that stand in no brackets. */
function splitParameters(parameters: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [i, character] of [...parameters].entries()) {
    if ("<([{".includes(character)) depth += 1;
    else if (">)]}".includes(character)) depth -= 1;
    else if (character === "," && depth === 0) {
      found.push(parameters.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...found, parameters.slice(start).trim()];
}
