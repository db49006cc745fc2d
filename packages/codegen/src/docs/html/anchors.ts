import { escapeHtml, Html } from "./html.js";

// No name in a path is empty, so what begins with a dot is no path.

/** The id of an operation's section. */
export function operationId(path: string): string {
  return idOf(path);
}

/** The id of what documents a type. */
export function typeId(name: string): string {
  return idOf(`.type.${name}`);
}

/** The id of a part of the page. */
export function partId(name: "start" | "types" | "errors" | "namespace", path = ""): string {
  return idOf(path === "" ? `.${name}` : `.${name}.${path}`);
}

/** Ids have no white space; and a browser that finds no id as the address has it looks for it decoded. */
function idOf(text: string): string {
  return text.replace(/[\s%]/gu, encodeURIComponent);
}

/** The address of an id, for an attribute. */
export function addressOf(id: string): Html {
  return new Html(`#${escapeHtml(id)}`);
}
