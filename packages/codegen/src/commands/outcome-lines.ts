import { shownPath } from "../shown-path.js";
import type { StubText } from "../stub-text.js";
import type { Terminal } from "../terminal.js";

/** What came of one file of a stub. */
export interface FileOutcome {
  readonly stub: StubText;
  readonly outcome: "created" | "updated" | "unchanged" | "fresh";
}

/** Says what came of the files of a stub, of those in one folder in one line. */
export function outcomeLines(outcomes: readonly FileOutcome[], { colors, cwd }: Terminal): string[] {
  const byPlace = new Map<string, FileOutcome[]>();
  for (const each of outcomes) {
    const place = each.stub.folder ?? each.stub.file;
    byPlace.set(place, [...(byPlace.get(place) ?? []), each]);
  }
  return [...byPlace].map(([place, all]) => {
    const [first] = all as [FileOutcome];
    const outcome = all.every((each) => each.outcome === first.outcome) ? first.outcome : "updated";
    const color = outcome === "unchanged" ? colors.dim : colors.green;
    const sameCount = outcome === "updated" ? all.filter((each) => each.outcome === "unchanged").length : 0;
    const part = sameCount === 0 ? "" : `${all.length - sameCount} of `;
    const count = first.stub.folder === undefined ? "" : ` (${part}${all.length} files)`;
    return `${color(outcome)} ${shownPath(place, cwd)}${count}`;
  });
}
