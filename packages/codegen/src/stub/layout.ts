/** Columns that a line of the stub does not pass where it can be broken. */
export const lineWidth = 120;

/** `head A | B;` on one line, or with one alternative per line where that is too long. */
export function layOut(head: string, alternatives: readonly string[], indent = ""): string {
  const line = `${head} ${alternatives.join(" | ")};`;
  if (alternatives.length < 2 || line.length <= lineWidth) return line;
  return `${head}\n${alternatives.map((alternative) => `${indent}  | ${alternative}`).join("\n")};`;
}

/** `head(a, b) tail` on one line, or with one parameter per line where that is too long. */
export function layOutList(head: string, items: readonly string[], tail: string, indent = ""): string {
  const line = `${head}(${items.join(", ")})${tail}`;
  if (items.length === 0 || line.length <= lineWidth) return line;
  return `${head}(\n${items.map((item) => `${indent}  ${item},\n`).join("")}${indent})${tail}`;
}
