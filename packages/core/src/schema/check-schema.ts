import { isStable } from "../shape/is-stable.js";
import { fieldTypesOf } from "../shape/shape-reader.js";
import type { Payload, Procedure } from "./procedure.js";
import type { ProcedureTree, Schema, TopicTree } from "./schema.js";
import { schemaError } from "./schema-error.js";
import { isStream } from "./stream.js";
import type { SlowConsumer, Topic } from "./topic.js";
import type { ZodType } from "./zod.js";

/** Refuses a schema whose names or policies cannot be served, at the path of the culprit. */
export function checkSchema(schema: Omit<Schema, "shape">): void {
  if (typeof schema.name !== "string" || !/^[a-z][\w-]*$/i.test(schema.name)) {
    throw schemaError("name", `"${String(schema.name)}" is not a letter followed by letters, digits, "-" or "_"`);
  }
  if (!isPlainObject(schema.metadata)) throw schemaError("metadata", "expected { call?, answer? }, each a zod type");
  checkOptions(schema.metadata, ["call", "answer"], "metadata");
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
    } else if (!isPlainObject(node)) {
      throw schemaError(here, `expected ${kind}(...) or an object of them`);
    } else checkTree(node as ProcedureTree | TopicTree, here, kind, check);
  }
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function checkProcedure(procedure: Procedure, path: string): void {
  checkOptions(procedure, ["description", "deprecated", "input", "output", "errors", "idempotent"], path);
  checkStream(procedure.input, `${path}.input`);
  checkStream(procedure.output, `${path}.output`);
  checkIdempotent(procedure, path);
  for (const code of Object.keys(procedure.errors ?? {})) {
    if (!/^[A-Z]\w*$/.test(code)) {
      throw schemaError(
        `${path}.errors.${code}`,
        "an error code is in PascalCase, so that it never clashes with Hawser's own",
      );
    }
  }
}

function checkStream(payload: Payload, path: string): void {
  if (isStream(payload) && !payload.item?._zod) {
    throw schemaError(path, "stream(...) takes a zod 4 type: that of one item");
  }
}

function checkIdempotent({ idempotent, input, output }: Procedure, path: string): void {
  const here = `${path}.idempotent`;
  if (idempotent === undefined || idempotent === false) return;
  if (isStream(input) || isStream(output)) {
    throw schemaError(
      here,
      "a stream cannot be made again from memory; remove it here or stream in a procedure of its own",
    );
  }
  if (idempotent === true) return;
  if (!isPlainObject(idempotent)) throw schemaError(here, "expected true, false or { windowMs }");
  checkOptions(idempotent, ["windowMs"], here);
  const { windowMs } = idempotent;
  if (windowMs === undefined) throw schemaError(here, "`windowMs` is missing; expected true, false or { windowMs }");
  if (!Number.isSafeInteger(windowMs) || windowMs < 1) {
    throw schemaError(`${here}.windowMs`, `${String(windowMs)} is not a positive whole number of milliseconds`);
  }
}

function checkTopic(topic: Topic, path: string): void {
  const policies = ["history", "retain", "slowConsumer", "conflateBy", "publish", "presence", "wildcards"];
  checkOptions(topic, ["description", "deprecated", "params", "event", ...policies], path);
  if (!topic.event) throw schemaError(`${path}.event`, "a topic declares the type of its events");
  checkHistory(topic, `${path}.history`);
  for (const name of ["retain", "publish"] as const) {
    if (topic[name] !== undefined && typeof topic[name] !== "boolean") {
      throw schemaError(`${path}.${name}`, "expected true or false");
    }
  }
  checkSlowConsumer(topic, path);
  checkWildcards(topic, `${path}.wildcards`);
}

function checkHistory({ history }: Topic, path: string): void {
  if (history === undefined) return;
  if (!isPlainObject(history)) throw schemaError(path, "expected { size, ageMs }");
  checkOptions(history, ["size", "ageMs"], path);
  for (const name of ["size", "ageMs"] as const) {
    if (history[name] === undefined) throw schemaError(path, `\`${name}\` is missing; expected { size, ageMs }`);
    if (!Number.isSafeInteger(history[name]) || history[name] < 1) {
      throw schemaError(`${path}.${name}`, `${String(history[name])} is not a positive whole number of ${units[name]}`);
    }
  }
}

const units = { size: "events", ageMs: "milliseconds" } as const;

function checkSlowConsumer({ slowConsumer, conflateBy, history }: Topic, path: string): void {
  const here = `${path}.slowConsumer`;
  if (slowConsumer !== undefined && !slowConsumers.includes(slowConsumer)) {
    throw schemaError(here, `there is no such policy; there are ${slowConsumers.join(", ")}`);
  }
  if (slowConsumer === "resume" && history === undefined) {
    throw schemaError(here, "events wait in the history, of which there is none; declare `history`");
  }
  if (slowConsumer === "conflate" && conflateBy === undefined) {
    throw schemaError(here, "`conflateBy` has to say of what the latest event is kept");
  }
  if (conflateBy !== undefined && slowConsumer !== "conflate") {
    throw schemaError(`${path}.conflateBy`, '`conflateBy` needs `slowConsumer: "conflate"`');
  }
}

const slowConsumers: readonly SlowConsumer[] = ["resume", "conflate", "drop", "disconnect"];

function checkWildcards({ wildcards, params }: Topic, path: string): void {
  if (wildcards === undefined) return;
  if (!Array.isArray(wildcards) || wildcards.some((name) => typeof name !== "string")) {
    throw schemaError(path, "expected a list of names of params");
  }
  if (!params) throw schemaError(path, "a topic without params has one instance; declare `params`, or remove this");
  if (wildcards.length === 0) return;
  const types = fieldTypesOf(params);
  if (!types) throw schemaError(path, "only params that are a z.object have names to leave open");
  for (const [i, name] of wildcards.entries()) {
    if (!Object.hasOwn(types, name)) throw schemaError(path, `"${name}" is none of the params`);
    if (!isStable(types[name] as ZodType, path)) {
      throw schemaError(path, `what goes into "${name}" comes out as something else; such params cannot be left open`);
    }
    if (wildcards.indexOf(name) < i) throw schemaError(path, `"${name}" stands there twice`);
  }
}

/** A misspelled option would be one that silently does nothing. */
function checkOptions(declaration: object, known: readonly string[], path: string): void {
  const unknown = Object.keys(declaration).find((name) => name !== "kind" && !known.includes(name));
  if (unknown !== undefined) {
    throw schemaError(`${path}.${unknown}`, `there is no such option; there are ${known.join(", ")}`);
  }
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
