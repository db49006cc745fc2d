import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Json } from "../json-form/json.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** JSON that the user gave: as an argument, in a file (`@file`), or piped in (`-`). */
export interface JsonSource {
  /** What it is, for people. */
  readonly what: string;
  readonly text: string;
}

/**
 * The one value of a source.
 *
 * @throws UsageError where there is no file, or no JSON.
 */
export async function readJson(source: JsonSource, terminal: Terminal): Promise<Json> {
  let whole = "";
  for await (const chunk of chunksOf(source, terminal)) whole += chunk;
  return parse(whole, `${source.what}${placeOf(source)}`);
}

/**
 * The values of a source that has one on each line; empty lines are none.
 *
 * @throws UsageError as {@link readJson}, naming the line.
 */
export async function* readJsonLines(source: JsonSource, terminal: Terminal): AsyncGenerator<JsonLine> {
  let number = 0;
  for await (const line of createInterface({ input: Readable.from(chunksOf(source, terminal)), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === "") continue;
    const place = `${source.what}${placeOf(source)}, line ${number}`;
    yield { json: parse(line, place), place };
  }
}

export interface JsonLine {
  readonly json: Json;
  /** Which line it is, for people. */
  readonly place: string;
}

function placeOf({ text }: JsonSource): string {
  return text === "-" ? " on standard input" : text.startsWith("@") ? ` in ${text.slice(1)}` : "";
}

function chunksOf({ what, text }: JsonSource, terminal: Terminal): AsyncIterable<string> | Iterable<string> {
  if (text === "-") return terminal.input();
  if (text === "@") throw new UsageError(`${what}: @ stands before the name of a file, as in @input.json.`);
  return text.startsWith("@") ? fileChunks(text.slice(1), terminal) : [text];
}

async function* fileChunks(path: string, { cwd }: Terminal): AsyncGenerator<string> {
  try {
    yield* createReadStream(resolve(cwd, path), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: "there is no such file",
      EISDIR: "this is a directory",
      EACCES: "no permission to read it",
    };
    throw new UsageError(`${path}: ${reasons[code ?? ""] ?? `it cannot be read (${code})`}.`);
  }
}

function parse(text: string, place: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const isQuoting = text.trim() !== "" && !place.includes(" in ") && !place.includes(" on ");
    const remedy = isQuoting ? ' A shell takes quotes away; put single quotes around: \'{"key": "text"}\'.' : "";
    const complaint = text.trim() === "" ? "it is empty" : (error as Error).message;
    throw new UsageError(`${place}: malformed JSON: ${complaint}.${remedy}`);
  }
}
