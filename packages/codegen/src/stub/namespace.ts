import type { ProcedureShape, SchemaShape, TopicShape } from "@hawser/core";

/** One level of the tree that the paths of a schema make; becomes a class of the stub. */
export interface Namespace {
  /** Dotted path; empty for the root. */
  readonly path: string;
  /** Sorted by name, like the rest. */
  readonly namespaces: readonly Namespace[];
  readonly procedures: readonly ProcedureShape[];
  readonly topics: readonly TopicShape[];
}

/** The tree of a schema: procedures and topics share it. */
export function namespaceOf({ procedures, topics }: Pick<SchemaShape, "procedures" | "topics">): Namespace {
  const branches = new Map<string, Branch>();
  for (const procedure of procedures) branchOf(parentOf(procedure.path), branches).procedures.push(procedure);
  for (const topic of topics) branchOf(parentOf(topic.path), branches).topics.push(topic);
  return sorted(branchOf("", branches));
}

interface Branch extends Namespace {
  readonly namespaces: Branch[];
  readonly procedures: ProcedureShape[];
  readonly topics: TopicShape[];
}

/** The branch of a path, made with those above it where nothing was there yet. */
function branchOf(path: string, branches: Map<string, Branch>): Branch {
  const known = branches.get(path);
  if (known) return known;
  const branch: Branch = { path, namespaces: [], procedures: [], topics: [] };
  branches.set(path, branch);
  if (path !== "") branchOf(parentOf(path), branches).namespaces.push(branch);
  return branch;
}

function sorted(branch: Branch): Namespace {
  const namespaces = [...branch.namespaces].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { ...branch, namespaces: namespaces.map(sorted) };
}

/** `rooms.admin` of `rooms.admin.kick`; empty where the path has no dot. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** `kick` of `rooms.admin.kick`: the name of the member. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
