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
  readonly sent: readonly number[];
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

/** The schema of the conversations: the page's own text, loaded as a module. */
export async function pageSchema(): Promise<Schema> {
  const [source, ...others] = blocks(page, "ts");
  if (source === undefined || others.length > 0) throw new Error("PROTOCOL.md has not exactly one block of ts");
  // Inside the package, because the module imports its packages by name.
  const folder = await mkdtemp(join(import.meta.dirname, ".page-"));
  try {
    const file = join(folder, "chat.schema.ts");
    await writeFile(file, source);
    return ((await import(file)) as { default: Schema }).default;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The fingerprint that the page says the schema has. */
export function pageFingerprint(): string | undefined {
  return /Its fingerprint is `([0-9a-f]{16})`/.exec(page)?.[1];
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, block = ""]) => block);
}

function turnsOf(block: string): Turn[] {
  return block
    .split(/^C> /m)
    .slice(1)
    .map((turn) => {
      const [sent = "", ...received] = turn.trim().split(/\nS> /);
      return { sent: parse(sent) as number[], received: received.flatMap(parse) };
    });
}

function parse(line: string): Bytes {
  return line.split(" ").map((byte) => {
    if (!/^([0-9a-f]{2}|\?\?)$/.test(byte)) throw new Error(`PROTOCOL.md has "${byte}" where a byte belongs`);
    return byte === "??" ? undefined : Number.parseInt(byte, 16);
  });
}
