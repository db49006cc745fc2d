import type { Json } from "../json-form/json.js";
import type { Colors } from "../terminal.js";
import { safeText } from "./safe-text.js";

/** JSON on one line, for a program. */
export function jsonLine(json: Json): string {
  return safeText(JSON.stringify(json));
}

/** JSON for people: coloured, and over several lines where one would be too long. */
export function prettyJson(json: Json, colors: Colors, indent = ""): string {
  if (typeof json !== "object" || json === null || indent.length + JSON.stringify(json).length <= lineLength) {
    return inline(json, colors);
  }
  const inner = `${indent}  `;
  if (Array.isArray(json)) {
    const items = json.map((item) => `${inner}${prettyJson(item, colors, inner)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(json).map(
    ([key, item]) => `${inner}${name(key, colors)}: ${prettyJson(item, colors, inner)}`,
  );
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

/** Characters up to which a value stands on one line. */
const lineLength = 100;

function inline(json: Json, colors: Colors): string {
  if (Array.isArray(json)) return `[${json.map((item) => inline(item, colors)).join(", ")}]`;
  if (typeof json === "object" && json !== null) {
    const entries = Object.entries(json).map(([key, item]) => `${name(key, colors)}: ${inline(item, colors)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  const text = jsonLine(json);
  if (json === null) return colors.dim(text);
  return typeof json === "string" ? colors.green(text) : colors.yellow(text);
}

function name(key: string, colors: Colors): string {
  return colors.cyan(jsonLine(key));
}
