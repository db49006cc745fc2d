/** One difference between two schemas. */
export interface Change {
  readonly severity: Severity;
  /**
   * What it is about: `procedures.rooms.send.input.text`; in a type that has a name, `definitions.Message.text`. An item
   * of an array is `[]`, the options of a union follow `|`.
   */
  readonly path: string;
  /** Which combinations it breaks; empty for one that breaks none. */
  readonly breaks: readonly Combination[];
  /** What has changed, and what that does, as one sentence without its stop. */
  readonly reason: string;
  /** What stood there before, in short; absent where nothing did. */
  readonly before?: string;
  /** What stands there now, in short; absent where nothing does. */
  readonly after?: string;
  /** For a change in a type that has a name: what uses that type, in the direction that the change is about. */
  readonly usedBy?: readonly string[];
}

/**
 * - `breaking`: a client that was generated from the old schema fails at a server of the new one.
 * - `compatible`: such a client goes on. A client of the new schema may yet fail at a server of the old one: see `breaks`.
 * - `documentation`: nothing that travels has changed.
 */
export type Severity = "breaking" | "compatible" | "documentation";

/** Who is there together while a new version is rolled out. */
export type Combination = "old client, new server" | "new client, old server";

/** A difference before its severity is known. */
export interface Draft {
  readonly path: string;
  /** What has changed. */
  readonly what: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly breaks: Breaks;
  /** What it does to whom it breaks. */
  readonly consequences?: Consequences;
  readonly isDocumentation?: true;
}

export interface Breaks {
  readonly oldClient: boolean;
  readonly newClient: boolean;
}

export interface Consequences {
  readonly oldClient: string;
  readonly newClient: string;
}

export const breaksNothing: Breaks = { oldClient: false, newClient: false };

/** Which way a value goes: what clients send a server reads, what they receive a server wrote. */
export type Position = "sent" | "received";

export const consequencesOf: Readonly<Record<Position, Consequences>> = {
  sent: {
    oldClient: "the new server refuses what an old client sends",
    newClient: "an old server refuses what a new client sends",
  },
  received: {
    oldClient: "an old client cannot read what the new server sends",
    newClient: "a new client cannot read what an old server sends",
  },
};
