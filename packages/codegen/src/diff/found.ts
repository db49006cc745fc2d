import type { Shape } from "@hawser/core";
import { type Breaks, breaksNothing, type Draft, type Position } from "./change.js";
import { describeShape } from "./describe-shape.js";

/** What was found of a part of two schemas. */
export interface Found {
  readonly drafts: readonly Draft[];
  /** What the drafts do together, with what is told elsewhere of types that have a name. */
  readonly breaks: Breaks;
}

export const nothingFound: Found = { drafts: [], breaks: breaksNothing };

export function found(...drafts: readonly Draft[]): Found {
  return { drafts, breaks: together(drafts.map(({ breaks }) => breaks)) };
}

export function all(founds: readonly Found[]): Found {
  return { drafts: founds.flatMap(({ drafts }) => drafts), breaks: together(founds.map(({ breaks }) => breaks)) };
}

/** A difference of two types, of which one may not be there. */
export function changed(path: string, what: string, { before, after, breaks }: Types): Draft {
  return { path, what, before: before && describeShape(before), after: after && describeShape(after), breaks };
}

interface Types {
  readonly before?: Shape | undefined;
  readonly after?: Shape | undefined;
  readonly breaks: Breaks;
}

/** Who fails when more or fewer values are allowed than before: always who reads what it does not know. */
export function widened(isWider: boolean, position: Position): Breaks {
  const hurtsReaderOfOld = position === "received";
  return { oldClient: isWider === hurtsReaderOfOld, newClient: isWider !== hurtsReaderOfOld };
}

function together(breaks: readonly Breaks[]): Breaks {
  return {
    oldClient: breaks.some(({ oldClient }) => oldClient),
    newClient: breaks.some(({ newClient }) => newClient),
  };
}
