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
export function namespaceOf(schema: SchemaShape, path = ""): Namespace {
  const isDirectlyHere = (item: { readonly path: string }): boolean => parentOf(item.path) === path;
  const prefix = path === "" ? "" : `${path}.`;
  const below = [...schema.procedures, ...schema.topics]
    .filter((item) => item.path.startsWith(prefix) && !isDirectlyHere(item))
    .map((item) => prefix + (item.path.slice(prefix.length).split(".")[0] as string));
  return {
    path,
    namespaces: [...new Set(below)].sort().map((child) => namespaceOf(schema, child)),
    procedures: schema.procedures.filter(isDirectlyHere),
    topics: schema.topics.filter(isDirectlyHere),
  };
}

/** `rooms.admin` of `rooms.admin.kick`; empty where the path has no dot. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** `kick` of `rooms.admin.kick`: the name of the member. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
