import { fingerprintOf, type SchemaShape } from "@hawser/core";

/** The text of a snapshot: equal for equal schemas, one line for each part, so that git shows what has changed. */
export function printSnapshot(schema: SchemaShape): string {
  return `${JSON.stringify({ hawser: version, fingerprint: fingerprintOf(schema), schema }, null, 2)}\n`;
}

/**
 * The schema that a snapshot holds.
 *
 * @throws Error whose message says what is wrong with the text.
 */
export function readSnapshot(text: string): SchemaShape {
  const { hawser, fingerprint, schema } = parse(text);
  if (hawser === undefined) throw new Error("this is JSON, but no snapshot of a schema: it says nothing of `hawser`");
  if (hawser !== version) throw new Error(`this is a snapshot of format ${JSON.stringify(hawser)}, not of ${version}`);
  if (!isWhole(schema, fingerprint)) {
    throw new Error("the snapshot is not as it was written: its schema and its fingerprint do not belong together");
  }
  return schema;
}

/** Whether a text is a snapshot, of whatever schema. */
export function isSnapshot(text: string): boolean {
  try {
    return parse(text).hawser !== undefined;
  } catch {
    return false;
  }
}

/** Of the format; a reader takes no other. */
const version = 1;

interface Snapshot {
  readonly hawser?: unknown;
  readonly fingerprint?: unknown;
  readonly schema?: unknown;
}

function parse(text: string): Snapshot {
  try {
    return Object(JSON.parse(text)) as Snapshot;
  } catch (error) {
    throw new Error(`this is no JSON: ${(error as Error).message}`);
  }
}

/** Whether a schema is what a fingerprint stands for, whatever either is. */
export function isWhole(schema: unknown, fingerprint: unknown): schema is SchemaShape {
  try {
    return fingerprintOf(schema as SchemaShape) === fingerprint;
  } catch {
    return false;
  }
}
