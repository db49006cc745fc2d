import {
  CodecCompiler,
  type Decode,
  type Encode,
  isStream,
  type Payload,
  type ProcedureShape,
  proceduresOf,
  type Schema,
  type Shape,
  type SlowConsumer,
  schemaError,
  type Topic,
  type TopicShape,
  topicsOf,
  type ZodType,
} from "@hawser/core";
import { type GuardedHandler, handlersOf } from "./calls/handler-tree.js";
import type { BoundHandler } from "./calls/invoked-call.js";
import type { Middleware } from "./calls/middleware.js";
import type { Retention } from "./topics/broker.js";

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

/** A topic with its policy and its codecs. */
export interface BoundTopic {
  readonly path: string;
  readonly params: BoundPayload | undefined;
  readonly event: BoundPayload;
  /** An event as a client publishes it; absent where clients may not. */
  readonly publish: BoundPayload | undefined;
  readonly retention: Retention;
  /** Whether events outlive their publishing. */
  readonly isKept: boolean;
  readonly slowConsumer: SlowConsumer;
  readonly conflateBy: string | undefined;
  readonly authorizePublish: ((params: unknown, publisher: Publisher) => unknown) | undefined;
  readonly authorize: ((params: unknown, subscriber: { context: unknown; session: string }) => unknown) | undefined;
}

/** A client that wants to publish. */
interface Publisher {
  readonly context: unknown;
  readonly session: string;
  readonly events: readonly unknown[];
}

/** What travels beside inputs and outputs. */
export interface BoundMetadata {
  readonly call: BoundPayload | undefined;
  readonly answer: BoundPayload | undefined;
}

/** One payload: its type for validation, its shape for maps, its compiled codec for positions. */
export interface BoundPayload {
  readonly type: ZodType;
  readonly shape: Shape;
  readonly encode: Encode<unknown>;
  readonly decode: Decode<unknown>;
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

function bindTopic(
  path: string,
  topic: Topic,
  shape: TopicShape,
  handlers: unknown,
  compiler: PayloadCompiler,
): BoundTopic {
  const handler = (at(handlers, path) ?? {}) as { authorize?: unknown; authorizePublish?: unknown };
  // A misspelled `authorize` would leave the topic open to everybody.
  const unknown = Object.keys(handler).find((name) => name !== "authorize" && name !== "authorizePublish");
  if (unknown !== undefined) {
    throw schemaError(`topics.${path}.${unknown}`, "there is no such option; there are authorize, authorizePublish");
  }
  for (const name of ["authorize", "authorizePublish"] as const) {
    if (handler[name] !== undefined && typeof handler[name] !== "function") {
      throw schemaError(`topics.${path}.${name}`, `${name} is no function`);
    }
  }
  const here = `topics.${path}.authorizePublish`;
  if (shape.publish && !handler.authorizePublish) {
    throw schemaError(here, "the schema lets clients publish, so somebody must say which");
  }
  if (!shape.publish && handler.authorizePublish) throw schemaError(here, "the schema lets no client publish");
  const { history, retain = false, slowConsumer = "disconnect", conflateBy } = shape;
  return {
    path,
    params: topic.params && compiler.add(topic.params, shape.params as Shape),
    event: compiler.add(topic.event, shape.event),
    publish: shape.publish && compiler.add(topic.event, shape.publish),
    retention: { size: history?.size ?? 0, ageMs: history?.ageMs ?? 0, retain },
    isKept: history !== undefined || retain,
    slowConsumer,
    conflateBy,
    authorize: handler.authorize as BoundTopic["authorize"],
    authorizePublish: handler.authorizePublish as BoundTopic["authorizePublish"],
  };
}

/** Collects payloads, so that all codecs of a schema are compiled in one go and share their functions. */
class PayloadCompiler {
  private readonly compiler: CodecCompiler;
  private readonly pending: { payload: { encode: unknown; decode: unknown }; encoder: number; decoder: number }[] = [];

  constructor(definitions: Readonly<Record<string, Shape>>) {
    this.compiler = new CodecCompiler(definitions);
  }

  add(type: ZodType, shape: Shape): BoundPayload {
    const name = `Payload${this.pending.length}`;
    const payload = { type, shape, encode: undefined as never, decode: undefined as never };
    this.pending.push({
      payload,
      encoder: this.compiler.encoder(shape, name),
      decoder: this.compiler.decoder(shape, name),
    });
    return payload;
  }

  finish(): void {
    const codecs = this.compiler.compile();
    for (const { payload, encoder, decoder } of this.pending) {
      payload.encode = codecs[encoder];
      payload.decode = codecs[decoder];
    }
  }
}

function at(tree: unknown, path: string): unknown {
  let node = tree;
  for (const name of path.split(".")) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, name)) return undefined;
    node = (node as Record<string, unknown>)[name];
  }
  return node;
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
