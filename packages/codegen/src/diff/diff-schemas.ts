import type { ProcedureShape, SchemaShape, TopicShape } from "@hawser/core";
import { type Change, type Combination, consequencesOf, type Draft } from "./change.js";
import { diffPayload } from "./payload-diff.js";
import { diffProcedure } from "./procedure-diff.js";
import { type NamedType, ShapeDiff } from "./shape-diff.js";
import { textOf } from "./text-of.js";
import { diffTopic } from "./topic-diff.js";

/**
 * Every difference between two versions of a schema, and what it does to ends of either version that meet. It knows what
 * shapes know: checks such as `min`, and whether an object is strict, are not among that.
 *
 * A change in a type that has a name is told once for what clients send and once for what they receive, with what uses
 * the type.
 */
export function diffSchemas(before: SchemaShape, after: SchemaShape): Change[] {
  const shapes = new ShapeDiff(before, after);
  const drafts = [
    ...name(before, after),
    ...diffPayload({ path: "auth", position: "sent", before: before.auth, after: after.auth }, shapes),
    ...metadata(before, after, shapes),
    ...operations("procedures", before, after, (a: ProcedureShape, b) => diffProcedure(a, b, shapes)),
    ...operations("topics", before, after, (a: TopicShape, b) => diffTopic(a, b, shapes)),
  ];
  return [
    ...drafts.map((draft) => settle(draft)),
    ...[...shapes.named.values()].flatMap((type) => {
      if (type.drafts.length === 0) return [];
      const usedBy = usesOf(type, shapes.named);
      return type.drafts.map((draft) => settle({ consequences: consequencesOf[type.position], ...draft }, usedBy));
    }),
  ].sort((a, b) => compare(a.path, b.path) || compare(a.severity, b.severity));
}

function name({ name: before }: SchemaShape, { name: after }: SchemaShape): Draft[] {
  if (before === after) return [];
  const what = "the schema is called otherwise, and so is the class of its stub";
  return [{ path: "name", what, before, after, breaks: { oldClient: false, newClient: false }, isDocumentation: true }];
}

/** An answer may come without metadata, whatever is declared. */
function metadata(before: SchemaShape, after: SchemaShape, shapes: ShapeDiff): Draft[] {
  const [old, present] = [before.metadata, after.metadata];
  const answers = { path: "metadata.answer", position: "received" as const };
  return [
    ...diffPayload({ path: "metadata.call", position: "sent", before: old?.call, after: present?.call }, shapes),
    ...diffPayload({ ...answers, before: old?.answer, after: present?.answer }, shapes).map((draft) =>
      old?.answer && present?.answer ? draft : { ...draft, breaks: { oldClient: false, newClient: false } },
    ),
  ];
}

function operations<T extends ProcedureShape | TopicShape>(
  kind: "procedures" | "topics",
  before: SchemaShape,
  after: SchemaShape,
  diff: (before: T, after: T) => Draft[],
): Draft[] {
  const [old, present] = [before[kind], after[kind]].map(
    (list) =>
      new Map((list as readonly (ProcedureShape | TopicShape)[]).map((operation) => [operation.path, operation as T])),
  ) as [Map<string, T>, Map<string, T>];
  const removed = [...old.values()].filter(({ path }) => !present.has(path));
  const added = [...present.values()].filter(({ path }) => !old.has(path));
  const singular = kind === "procedures" ? "procedure" : "topic";
  const consequences = {
    oldClient: `the new server answers an old client with unknown_${singular}`,
    newClient: `an old server answers a new client with unknown_${singular}`,
  };
  return [
    ...removed.map((operation): Draft => {
      const { path } = operation;
      const newPath = renamingOf(operation, added);
      const hint = newPath === undefined ? "" : ` (renamed to ${newPath}?)`;
      const breaks = { oldClient: true, newClient: false };
      return { path: `${kind}.${path}`, what: `${singular} removed${hint}`, before: path, breaks, consequences };
    }),
    ...added.map(({ path }): Draft => {
      const breaks = { oldClient: false, newClient: true };
      return { path: `${kind}.${path}`, what: `${singular} added`, after: path, breaks, consequences };
    }),
    ...[...old.values()].flatMap((operation) => {
      const other = present.get(operation.path);
      return other ? diff(operation, other) : [];
    }),
  ];
}

/** The one operation that came with the same types as one that went; where several did, the one of the same name. */
function renamingOf<T extends ProcedureShape | TopicShape>(removed: T, added: readonly T[]): string | undefined {
  const text = textOf({ ...removed, path: "" });
  const equal = added.filter((operation) => textOf({ ...operation, path: "" }) === text).map(({ path }) => path);
  const lastName = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
  const [only, second] = equal;
  return second === undefined ? only : equal.find((path) => lastName(path) === lastName(removed.path));
}

/** The paths outside of named types that lead to one. */
function usesOf(type: NamedType, all: ReadonlyMap<string, NamedType>): readonly string[] {
  const uses = new Set<string>();
  const seen = new Set<NamedType>();
  const visit = (used: NamedType): void => {
    if (seen.has(used)) return;
    seen.add(used);
    for (const path of used.uses) {
      const owner = [...all.values()].find(
        (other) =>
          other.position === used.position &&
          (path === other.path || (/^[.[|]/.test(path.slice(other.path.length)) && path.startsWith(other.path))),
      );
      if (owner) visit(owner);
      else uses.add(path);
    }
  };
  visit(type);
  return [...uses].sort(compare);
}

function settle(
  { path, what, before, after, breaks, consequences, isDocumentation }: Draft,
  usedBy?: readonly string[],
): Change {
  const broken: Combination[] = [
    ...(breaks.oldClient ? (["old client, new server"] as const) : []),
    ...(breaks.newClient ? (["new client, old server"] as const) : []),
  ];
  const because = [breaks.oldClient && consequences?.oldClient, breaks.newClient && consequences?.newClient];
  return {
    severity: isDocumentation ? "documentation" : breaks.oldClient ? "breaking" : "compatible",
    path,
    breaks: broken,
    reason: [what, ...because.filter(Boolean)].join("; "),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(usedBy && { usedBy }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
