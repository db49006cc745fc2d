import { propertyName } from "../../stub/names.js";

/**
 * A value as an expression of TypeScript, on one line where it is short enough.
 *
 * @param columns taken on that line by what stands before and behind it.
 */
export function printValue(value: unknown, indent = "", columns = indent.length): string {
  const line = printed(value, (items, [open, close], pad) => `${open}${pad}${items(indent).join(", ")}${pad}${close}`);
  if (columns + line.length <= lineWidth) return line;
  const inner = `${indent}  `;
  return printed(value, (items, [open, close]) => {
    const lines = items(inner).map((item) => `${inner}${item},\n`);
    return `${open}\n${lines.join("")}${indent}${close}`;
  });
}

/** Columns of a line beside a page's text. */
export const lineWidth = 60;

type LayOut = (
  items: (indent: string) => readonly string[],
  brackets: readonly [open: string, close: string],
  pad: string,
) => string;

function printed(value: unknown, layOut: LayOut): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString().replace(".000Z", "Z"))})`;
  if (value instanceof Uint8Array) return `new Uint8Array([${[...value].join(", ")}])`;
  if (value instanceof Map) return `new Map(${printed([...value], layOut)})`;
  if (value instanceof Set) return `new Set(${printed([...value], layOut)})`;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return layOut((indent) => value.map((item) => printValue(item, indent)), ["[", "]"], "");
  }
  // Without an object, `undefined` and what JSON can say.
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return layOut(
    (indent) => entries.map(([key, item]) => `${keyOf(key)}: ${printValue(item, indent)}`),
    ["{", "}"],
    " ",
  );
}

/** `__proto__: x` would set the prototype. */
function keyOf(key: string): string {
  return key === "__proto__" ? `["__proto__"]` : propertyName(key);
}
