import type { Connection } from "@hawser/client";
import type { SchemaShape } from "@hawser/core";
import type { Json } from "../json-form/json.js";
import type { Colors, Terminal } from "../terminal.js";

/** Begins to watch a topic on a connection. */
export type BeginWatch = (connection: Connection) => TopicWatch;

/** What comes of a topic, as it is to be printed. */
export interface TopicWatch {
  readonly news: AsyncIterable<News>;
  /** Ends it. Settles when the server has confirmed. */
  stop(): Promise<void>;
}

export interface News {
  /** For programs. */
  readonly json: Json;
  /** Whether it counts for `--limit`; a gap does not. */
  readonly counts: boolean;
  /** For people. */
  pretty(colors: Colors): string;
}

/** The topic to watch, and what it takes to understand what the user says of it. */
export interface WatchedTopic {
  readonly schema: SchemaShape;
  /** The topic's number in the schema. */
  readonly id: number;
  readonly terminal: Terminal;
}
