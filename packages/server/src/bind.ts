import {
  isStream,
  type Payload,
  type ProcedureShape,
  proceduresOf,
  type Schema,
  schemaError,
  type TopicShape,
  topicsOf,
  type ZodType,
} from "@hawser/core";
import { type BoundTopic, bindTopic } from "./bind-topic.js";
import { type GuardedHandler, handlersOf } from "./calls/handler-tree.js";
import type { BoundHandler } from "./calls/invoked-call.js";
import type { Middleware } from "./calls/middleware.js";
import { type BoundPayload, PayloadCompiler } from "./payload-compiler.js";

/** A procedure with its handler and its codecs: all that a call needs, found by number or by path. */
export interface BoundProcedure {
  readonly path: string;
  readonly handler: BoundHandler;
  /** Middleware is around the handler. */
  readonly isGuarded: boolean;
  /** Which payloads are streams; `input` and `output` then are those of an item. */
  readonly streams: "input" | "output" | "both" | undefined;
  readonly streamsInput: boolean;
  readonly streamsOutput: boolean;
  /** For how long outcomes are remembered; absent where calls have no keys. */
  readonly idempotentMs: number | undefined;
  readonly input: BoundPayload | undefined;
  readonly output: BoundPayload | undefined;
  readonly errors: ReadonlyMap<string, BoundPayload>;
}

/** What travels beside inputs and outputs. */
export interface BoundMetadata {
  readonly call: BoundPayload | undefined;
  readonly answer: BoundPayload | undefined;
}

export interface BoundSchema {
  readonly metadata: BoundMetadata;
  readonly procedures: Directory<BoundProcedure>;
  readonly topics: Directory<BoundTopic>;
}

/** What a schema declares of one kind, found by number or by path. */
export interface Directory<T> {
  readonly byNumber: readonly T[];
  readonly byPath: ReadonlyMap<string, T>;
}

interface Unbound {
  readonly procedures?: unknown;
  readonly topics?: unknown;
  readonly middleware?: readonly Middleware[];
}

/**
 * Joins a schema with its implementation, once at start-up.
 *
 * @throws HawserError `invalid_schema` at the path of a handler that is missing, extra, or no function.
 */
export function bind(
  schema: Schema,
  { procedures: handlers, topics: topicHandlers, middleware = [] }: Unbound,
): BoundSchema {
  const { shape } = schema;
  const compiler = new PayloadCompiler(shape.definitions);
  const declaredTopics = topicsOf(schema.topics);
  const byPath = handlersOf(schema.procedures, handlers, middleware);
  refuseExtra(topicHandlers, new Set(declaredTopics.map(({ path }) => path)), "topics");

  const metadata = {
    call: shape.metadata?.call && compiler.add(schema.metadata.call as ZodType, shape.metadata.call),
    answer: shape.metadata?.answer && compiler.add(schema.metadata.answer as ZodType, shape.metadata.answer),
  };
  const procedures = proceduresOf(schema.procedures).map(({ path, declaration }, i): BoundProcedure => {
    const { input, output, streams, idempotentMs, errors } = shape.procedures[i] as ProcedureShape;
    return {
      path,
      ...(byPath.get(path) as GuardedHandler),
      streams,
      streamsInput: isStream(declaration.input),
      streamsOutput: isStream(declaration.output),
      idempotentMs,
      input: input && compiler.add(typeOf(declaration.input), input),
      output: output && compiler.add(typeOf(declaration.output), output),
      errors: new Map(
        errors.map(({ code, data }) => [code, compiler.add(declaration.errors?.[code] as ZodType, data)]),
      ),
    };
  });
  const topics = declaredTopics.map(({ path, declaration }, i) =>
    bindTopic(path, declaration, shape.topics[i] as TopicShape, topicHandlers, compiler),
  );
  compiler.finish();
  return { metadata, procedures: directory(procedures), topics: directory(topics) };
}

function directory<T extends { path: string }>(byNumber: readonly T[]): Directory<T> {
  return { byNumber, byPath: new Map(byNumber.map((declared) => [declared.path, declared])) };
}

/** Of a stream, the type of an item. */
function typeOf(payload: Payload): ZodType {
  return (isStream(payload) ? payload.item : payload) as ZodType;
}

/** A name in the implementation that the schema does not have is a typo or a leftover: either way it never runs. */
function refuseExtra(tree: unknown, declared: ReadonlySet<string>, root: string, prefix = ""): void {
  if (typeof tree !== "object" || tree === null) return;
  for (const [name, node] of Object.entries(tree)) {
    const path = prefix + name;
    if (declared.has(path)) continue;
    const isNamespace = [...declared].some((other) => other.startsWith(`${path}.`));
    if (!isNamespace) throw schemaError(`${root}.${path}`, "the schema declares nothing here; remove it or declare it");
    refuseExtra(node, declared, root, `${path}.`);
  }
}
