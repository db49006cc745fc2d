import type { Location } from "./code-frame.js";

/**
 * Finds where a schema's source declares a path such as `procedures.rooms.send.input.at`, beginning with the first
 * object literal behind an offset. It follows object literals, through calls around them and constants of the same
 * file. It reads tokens, not syntax: what is put together by code it does not follow.
 *
 * @returns the place of the deepest key that was found; undefined where not even the first was.
 */
export function locatePath(source: string, path: string, fromOffset: number): Location | undefined {
  const tokens = tokensOf(source);
  let object = tokens.findIndex((token) => token.offset >= fromOffset && token.text === "{");
  let found: Token | undefined;
  for (const segment of path.split(".")) {
    // An item, an option or a rest has no key of its own: `tags[]`, `<value>`.
    const name = segment.replace(/[[|&].*$/, "");
    const key = object < 0 ? -1 : findKey(tokens, object, name);
    if (key < 0) break;
    found = tokens[key];
    object = objectBehind(tokens, key);
  }
  return found && locationAt(source, found.offset);
}

/** The line and column of an offset. */
export function locationAt(source: string, offset: number): Location {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}

/** The offset of a line and column. */
export function offsetOf(source: string, { line, column }: Location): number {
  const before = source.split("\n").slice(0, line - 1);
  return before.reduce((offset, text) => offset + text.length + 1, column - 1);
}

interface Token {
  readonly text: string;
  readonly offset: number;
  /** What a quoted name says; absent for other tokens. */
  readonly quoted?: string;
}

const pattern = new RegExp(
  [
    String.raw`(?<skipped>\s+|\/\/[^\n]*|\/\*[^]*?\*\/)`,
    String.raw`(?<quoted>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')`,
    "(?<template>`(?:\\\\.|[^`\\\\])*`)",
    // A slash behind one of these begins a regular expression; elsewhere it divides.
    String.raw`(?<regex>(?<=[(,=:[!&|?{};]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*)`,
    String.raw`(?<word>[\p{ID_Continue}$]+)`,
    "(?<other>[^])",
  ].join("|"),
  "gu",
);

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(pattern)) {
    if (match.groups?.skipped !== undefined) continue;
    const [text] = match;
    const isQuoted = match.groups?.quoted !== undefined;
    tokens.push({ text, offset: match.index, ...(isQuoted && { quoted: text.slice(1, -1) }) });
  }
  return tokens;
}

/** The index of a key of the object literal that opens at `open`; -1 where it has none of that name. */
function findKey(tokens: readonly Token[], open: number, name: string): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i += 1) {
    const { text } = tokens[i] as Token;
    if (isOpening(text)) depth += 1;
    else if (isClosing(text)) depth -= 1;
    if (depth === 0) return -1;
    const isKeyPlace = depth === 1 && (text === "," || (text === "{" && i === open));
    const next = tokens[i + 1];
    if (isKeyPlace && (next?.text === name || next?.quoted === name)) return i + 1;
  }
  return -1;
}

/** The first object literal in the value of a key, or in the constant that the value names; -1 where there is none. */
function objectBehind(tokens: readonly Token[], key: number): number {
  const isShorthand = tokens[key + 1]?.text !== ":";
  const value = isShorthand ? key : key + 2;
  const own = isShorthand ? -1 : firstObject(tokens, value);
  if (own >= 0) return own;
  const name = tokens[value]?.text;
  const constant = tokens.findIndex((token, i) => token.text === name && tokens[i - 1]?.text === "const");
  return constant < 0 ? -1 : firstObject(tokens, constant);
}

function firstObject(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i += 1) {
    const { text } = tokens[i] as Token;
    if (text === "{") return i;
    if (isOpening(text)) depth += 1;
    else if (isClosing(text)) depth -= 1;
    if (depth < 0 || (depth === 0 && (text === "," || text === ";"))) return -1;
  }
  return -1;
}

function isOpening(text: string): boolean {
  return text === "{" || text === "(" || text === "[";
}

function isClosing(text: string): boolean {
  return text === "}" || text === ")" || text === "]";
}
