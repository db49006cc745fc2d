import { lineWidth } from "../stub/layout.js";

/** Something in brackets, which is broken where a line is too long; or a text, which is not. */
export type Expression = string | Bracketed;

export interface Bracketed {
  /** What stands before the items, the opening bracket included. */
  readonly head: string;
  readonly items: readonly Expression[];
  /** The closing bracket, and what stands behind it. */
  readonly tail: string;
}

/** A call as an expression; `keyword` names the argument that it is for another call. */
export function callOf(name: string, items: readonly Expression[], keyword = ""): Bracketed {
  return { head: `${keyword && `${keyword}=`}${name}(`, items, tail: ")" };
}

/** An expression as the argument of that name. */
export function keyword(name: string, value: Expression): Expression {
  return typeof value === "string" ? `${name}=${value}` : { ...value, head: `${name}=${value.head}` };
}

/**
 * An expression behind a prefix on its first line, one item per line where one line is too long.
 *
 * @param behindColumns what stands behind it on its last line.
 */
export function printExpression(prefix: string, expression: Expression, indent = "", behindColumns = 0): string {
  const line = `${indent}${prefix}${flat(expression)}`;
  const fits = line.length + behindColumns <= lineWidth && !line.includes("\n");
  if (typeof expression === "string" || expression.items.length === 0 || fits) return line;
  const items = expression.items.map((item) => `${printExpression("", item, `${indent}    `, 1)},`);
  return [`${indent}${prefix}${expression.head}`, ...items, `${indent}${expression.tail}`].join("\n");
}

function flat(expression: Expression): string {
  if (typeof expression === "string") return expression;
  return `${expression.head}${expression.items.map(flat).join(", ")}${expression.tail}`;
}
