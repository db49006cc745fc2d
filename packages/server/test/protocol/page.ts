import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "@hawser/core";

/** A conversation of PROTOCOL.md: its heading, and who says what. */
export interface Conversation {
  readonly title: string;
  readonly turns: readonly Turn[];
}

/** One message of the client and all that the server says to it. */
export interface Turn {
  /** On which of the connections to the server; 1 where the page gives no number. */
  readonly connection: number;
  readonly sent: Bytes;
  readonly received: Bytes;
}

/** Bytes of which some may be anything; these are `undefined`. */
export type Bytes = readonly (number | undefined)[];

const page = await readFile(join(import.meta.dirname, "../../../../PROTOCOL.md"), "utf8");

/** The conversations, as the page has them. */
export function conversations(): Conversation[] {
  const [, ...sections] = (page.split(/^## Conversations$/m)[1] ?? "").split(/^### /m);
  return sections.map((section) => ({
    title: section.slice(0, section.indexOf("\n")),
    turns: blocks(section, "hex").flatMap(turnsOf),
  }));
}

/** The schemas of the conversations, by the fingerprints that the page says they have: its own text, loaded as modules. */
export async function pageSchemas(): Promise<ReadonlyMap<string, Schema>> {
  const sources = blocks(page, "ts");
  const fingerprints = [...page.matchAll(/^Its fingerprint is `([0-9a-f]{16})`/gm)].map(([, text = ""]) => text);
  if (sources.length !== fingerprints.length) throw new Error("PROTOCOL.md has not one fingerprint per block of ts");
  const schemas = await Promise.all(sources.map(load));
  return new Map(fingerprints.map((fingerprint, index) => [fingerprint, schemas[index] as Schema]));
}

async function load(source: string): Promise<Schema> {
  // Inside the package, because the module imports its packages by name.
  const folder = await mkdtemp(join(import.meta.dirname, ".page-"));
  try {
    const file = join(folder, "page.schema.ts");
    await writeFile(file, source);
    return ((await import(file)) as { default: Schema }).default;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, block = ""]) => block);
}

function turnsOf(block: string): Turn[] {
  return block
    .split(/^(?=C\d?> )/m)
    .filter((turn) => turn.startsWith("C"))
    .map((turn) => {
      const [sent = "", ...received] = turn.trim().split(/\nS\d?> /);
      const [, connection = "", bytes = ""] = /^C(\d?)> (.*)$/.exec(sent) ?? [];
      return { connection: Number(connection || 1), sent: parse(bytes), received: received.flatMap(parse) };
    });
}

function parse(line: string): Bytes {
  return line.split(" ").map((byte) => {
    if (!/^([0-9a-f]{2}|\?\?)$/.test(byte)) throw new Error(`PROTOCOL.md has "${byte}" where a byte belongs`);
    return byte === "??" ? undefined : Number.parseInt(byte, 16);
  });
}
