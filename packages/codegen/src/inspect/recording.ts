import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { SchemaShape } from "@hawser/core";
import { TalkError } from "../talk/talk-error.js";
import { UsageError } from "../usage-error.js";
import type { Inspected } from "./inspected.js";

/** What stands on the first line of a recording. */
export interface RecordingHead {
  /** Version of the format. */
  readonly hawserInspect: 1;
  readonly url: string;
  readonly startedAt: string;
  /** Absent where it was not known. */
  readonly schema?: SchemaShape | undefined;
}

/** Writes what is inspected into a file, a JSON text a line. */
export class RecordingWriter {
  readonly #file: FileHandle;
  #written: Promise<unknown>;

  /** Use {@link createRecording}. */
  constructor(file: FileHandle, head: RecordingHead) {
    this.#file = file;
    this.#written = file.write(`${JSON.stringify(head)}\n`);
  }

  add(inspected: Inspected): void {
    const record = { ...inspected, ...("data" in inspected && stored(inspected.data)) };
    this.#written = this.#written.then(() => this.#file.write(`${JSON.stringify(record)}\n`));
    this.#written.catch(() => {});
  }

  /** @throws what writing failed with. */
  async close(): Promise<void> {
    try {
      await this.#written;
    } finally {
      await this.#file.close();
    }
  }
}

/**
 * A file for what is inspected. Nobody else may read it, as it has what clients present.
 *
 * @throws UsageError where there can be none.
 */
export async function createRecording(file: string, shown: string, head: RecordingHead): Promise<RecordingWriter> {
  try {
    return new RecordingWriter(await open(file, "w", 0o600), head);
  } catch (error) {
    throw new UsageError(`--save ${shown}: ${reasonOf(error)}.`);
  }
}

/**
 * The lines of a recording: its head, then what was inspected.
 *
 * @throws UsageError where there is no such file.
 * @throws TalkError naming the line that is none of a recording.
 */
export async function* readRecording(file: string, shown: string): AsyncGenerator<RecordingHead | Inspected> {
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
      number += 1;
      yield number === 1 ? parseHead(line) : parseRecord(line);
    }
  } catch (error) {
    if (number === 0) throw new UsageError(`--print ${shown}: ${reasonOf(error)}.`);
    if (!(error instanceof NotARecording)) throw error;
    throw new TalkError(`${shown}:${number}`, "this line is none of a recording that hawser inspect --save makes");
  }
  if (number === 0) throw new TalkError(shown, "this file is empty, and no recording");
}

class NotARecording extends Error {
  override readonly name = "NotARecording";
}

function parseHead(line: string): RecordingHead {
  const head = parse(line);
  if (head.hawserInspect !== 1) throw new NotARecording();
  return head as unknown as RecordingHead;
}

function parseRecord(line: string): Inspected {
  const record = parse(line);
  const { type, connection, atMs, base64, text } = record;
  if (typeof connection !== "number" || typeof atMs !== "number" || !types.has(type)) throw new NotARecording();
  if (type !== "message") return record as unknown as Inspected;
  const data = typeof base64 === "string" ? new Uint8Array(Buffer.from(base64, "base64")) : String(text);
  return { type, connection, atMs, from: record.from === "server" ? "server" : "client", data };
}

function parse(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    throw new NotARecording();
  }
}

const types: ReadonlySet<unknown> = new Set<Inspected["type"]>(["opened", "refused", "message", "closed"]);

function stored(data: Uint8Array | string): { data?: undefined; base64?: string; text?: string } {
  if (typeof data === "string") return { data: undefined, text: data };
  return { data: undefined, base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64") };
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file or directory",
    EISDIR: "this is a directory",
    EACCES: "no permission",
  };
  return reasons[code ?? ""] ?? `it cannot be opened (${code})`;
}
