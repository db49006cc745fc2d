import type { SchemaShape } from "../shape/shape.js";
import type { Procedure } from "./procedure.js";
import type { Topic } from "./topic.js";
import type { ZodType } from "./zod.js";

/** A declared API: the one thing that server, stub and wire are derived from. Made by `defineSchema`. */
export interface Schema<
  Procedures extends ProcedureTree = ProcedureTree,
  Topics extends TopicTree = TopicTree,
  Auth extends ZodType | undefined = ZodType | undefined,
  Metadata extends SchemaMetadata = SchemaMetadata,
> {
  readonly kind: "schema";
  readonly name: string;
  /** What a client presents; `undefined` where it presents nothing. */
  readonly auth: Auth;
  /** What travels beside inputs and outputs. */
  readonly metadata: Metadata;
  readonly procedures: Procedures;
  readonly topics: Topics;
  /** What the schema looks like without zod; codecs, stubs and the fingerprint are made from it. */
  readonly shape: SchemaShape;
}

/** What every call may carry beside its input, and every answer beside its output. */
export interface SchemaMetadata {
  /** Sent with a call, such as a locale. */
  readonly call?: ZodType | undefined;
  /** Sent with an answer, such as what the call has cost. */
  readonly answer?: ZodType | undefined;
}

/** Procedures in namespaces of any depth. */
export interface ProcedureTree {
  readonly [name: string]: Procedure | ProcedureTree;
}

/** Topics in namespaces of any depth. */
export interface TopicTree {
  readonly [name: string]: Topic | TopicTree;
}

/** A declaration found in a tree, with its dotted path. */
export interface Declared<T> {
  readonly path: string;
  readonly declaration: T;
}

/** The procedures of a schema sorted by path, which is their numbering on the wire. */
export function proceduresOf(tree: ProcedureTree): Declared<Procedure>[] {
  return flatten<Procedure>(tree, "procedure");
}

/** The topics of a schema sorted by path, which is their numbering on the wire. */
export function topicsOf(tree: TopicTree): Declared<Topic>[] {
  return flatten<Topic>(tree, "topic");
}

function flatten<T extends Procedure | Topic>(tree: object, kind: T["kind"], prefix = ""): Declared<T>[] {
  const found: Declared<T>[] = [];
  for (const [name, node] of Object.entries(tree) as [string, T | object][]) {
    const path = prefix + name;
    if ("kind" in node && node.kind === kind) found.push({ path, declaration: node as T });
    else found.push(...flatten<T>(node, kind, `${path}.`));
  }
  return prefix === "" ? found.sort((a, b) => (a.path < b.path ? -1 : 1)) : found;
}
