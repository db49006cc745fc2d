import type { Procedure } from "./procedure.js";
import type { ProcedureTree, Schema, TopicTree } from "./schema.js";
import { schemaError } from "./schema-error.js";
import type { Topic } from "./topic.js";

/** Refuses a schema whose names or policies cannot be served, at the path of the culprit. */
export function checkSchema(schema: Omit<Schema, "shape">): void {
  if (typeof schema.name !== "string" || !/^[a-z][\w-]*$/i.test(schema.name)) {
    throw schemaError("name", `"${String(schema.name)}" is not a letter followed by letters, digits, "-" or "_"`);
  }
  checkTree(schema.procedures, "procedures", "procedure", checkProcedure);
  checkTree(schema.topics, "topics", "topic", checkTopic);
  checkOverlap(schema.procedures, schema.topics, "");
}

/**
 * Names that a stub cannot give to a member: `then` would make a namespace look like a promise to `await`, the
 * others are what every object already has.
 */
const reservedNames = new Set([
  "then",
  "constructor",
  "prototype",
  "__proto__",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toJSON",
  "toLocaleString",
  "toString",
  "valueOf",
]);

/** The one member of a stub's root that is not the user's. */
const reservedRootName = "connection";

function checkTree<T extends Procedure | Topic>(
  tree: ProcedureTree | TopicTree,
  path: string,
  kind: T["kind"],
  check: (declaration: T, path: string) => void,
): void {
  const isRoot = !path.includes(".");
  if (typeof tree !== "object" || tree === null) {
    throw schemaError(path, `expected ${kind}(...) or an object of them, got ${tree === null ? "null" : typeof tree}`);
  }
  for (const name of Reflect.ownKeys(tree)) {
    if (typeof name === "symbol") throw schemaError(path, `${String(name)} is a symbol; names are strings`);
    const here = `${path}.${name}`;
    if (reservedNames.has(name)) throw schemaError(here, `"${name}" is a reserved name; choose another`);
    if (isRoot && name === reservedRootName) {
      throw schemaError(here, `"${name}" is reserved at the top level for the stub's own connection; choose another`);
    }
    if (name === "" || name.includes(".")) throw schemaError(here, "a name is not empty and has no dot");
    const node = (tree as Record<string, unknown>)[name] as { kind?: unknown };
    if (node?.kind === kind) check(node as T, here);
    else if (node?.kind === "procedure" || node?.kind === "topic") {
      throw schemaError(here, `a ${node.kind} stands among the ${kind}s; move it to \`${node.kind}s\``);
    } else if (!isNamespace(node)) {
      throw schemaError(here, `expected ${kind}(...) or an object of them`);
    } else checkTree(node as ProcedureTree | TopicTree, here, kind, check);
  }
}

function isNamespace(node: unknown): boolean {
  return typeof node === "object" && node !== null && Object.getPrototypeOf(node) === Object.prototype;
}

function checkProcedure(procedure: Procedure, path: string): void {
  checkOptions(procedure, ["description", "deprecated", "input", "output", "errors", "idempotent"], path);
  for (const side of ["input", "output"] as const) {
    if ((procedure[side] as { kind?: unknown } | undefined)?.kind === "stream")
      throw unsupported(`${path}.${side}`, "a stream");
  }
  if (procedure.idempotent !== undefined) throw unsupported(`${path}.idempotent`, "`idempotent`");
  for (const code of Object.keys(procedure.errors ?? {})) {
    if (!/^[A-Z]\w*$/.test(code)) {
      throw schemaError(
        `${path}.errors.${code}`,
        "an error code is in PascalCase, so that it never clashes with Hawser's own",
      );
    }
  }
}

function checkTopic(topic: Topic, path: string): void {
  const policies = ["history", "slowConsumer", "conflateBy", "presence"];
  checkOptions(topic, ["description", "deprecated", "params", "event", ...policies], path);
  if (!topic.event) throw schemaError(`${path}.event`, "a topic declares the type of its events");
  if (topic.conflateBy !== undefined) {
    const event = topic.event._zod?.def as { type: string; shape?: Record<string, unknown> } | undefined;
    if (event?.type !== "object" || !Object.hasOwn(event.shape ?? {}, topic.conflateBy)) {
      throw schemaError(`${path}.conflateBy`, `"${topic.conflateBy}" is no key of the event`);
    }
  }
  if (topic.history !== undefined) throw unsupported(`${path}.history`, "`history`");
  if (topic.presence !== undefined) throw unsupported(`${path}.presence`, "`presence`");
  if (topic.slowConsumer !== undefined && topic.slowConsumer !== "disconnect") {
    throw unsupported(`${path}.slowConsumer`, `\`slowConsumer: "${topic.slowConsumer}"\``);
  }
  if (topic.conflateBy !== undefined) throw unsupported(`${path}.conflateBy`, "`conflateBy`");
}

/** A misspelled option would be one that silently does nothing. */
function checkOptions(declaration: object, known: readonly string[], path: string): void {
  const unknown = Object.keys(declaration).find((name) => name !== "kind" && !known.includes(name));
  if (unknown !== undefined) {
    throw schemaError(`${path}.${unknown}`, `there is no such option; there are ${known.join(", ")}`);
  }
}

function unsupported(path: string, what: string): Error {
  return schemaError(path, `${what} is not supported yet; remove it until it is`);
}

/** A stub merges both trees into one, so a path is a procedure, a topic or a namespace, never two of these. */
function checkOverlap(procedures: ProcedureTree, topics: TopicTree, prefix: string): void {
  for (const [name, procedure] of Object.entries(procedures)) {
    const topic = Object.hasOwn(topics, name) ? topics[name] : undefined;
    if (!topic) continue;
    const path = prefix + name;
    if (procedure.kind === "procedure" || topic.kind === "topic") {
      const first = procedure.kind === "procedure" ? "procedure" : "namespace";
      const second = topic.kind === "topic" ? "topic" : "namespace";
      throw schemaError(`topics.${path}`, `a ${first} and a ${second} share this path; rename one`);
    }
    checkOverlap(procedure as ProcedureTree, topic as TopicTree, `${path}.`);
  }
}
