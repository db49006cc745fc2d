import { breaksNothing, type Draft } from "./change.js";

/** What documents a type, a procedure or a topic. */
export interface Documented {
  readonly description?: string | undefined;
  readonly deprecated?: true | undefined;
}

export function documentationOf(path: string, before: Documented, after: Documented): Draft[] {
  const drafts: Draft[] = [];
  const said = { path, breaks: breaksNothing, isDocumentation: true as const };
  if (before.description !== after.description) {
    const what = before.description === undefined ? "added" : after.description === undefined ? "removed" : "changed";
    drafts.push({ ...said, what: `description ${what}`, before: before.description, after: after.description });
  }
  if (before.deprecated !== after.deprecated) {
    drafts.push({ ...said, what: after.deprecated ? "deprecated" : "no longer deprecated" });
  }
  return drafts;
}
