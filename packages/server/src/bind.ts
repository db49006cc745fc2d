import {
  CodecCompiler,
  type Decode,
  type Encode,
  type Procedure,
  type ProcedureShape,
  proceduresOf,
  type Schema,
  type Shape,
  schemaError,
  type Topic,
  type TopicShape,
  topicsOf,
  type ZodType,
} from "@hawser/core";
import type { Call } from "./call.js";

/** A procedure with its handler and its codecs: all that a call needs, found by number or by path. */
export interface BoundProcedure {
  readonly path: string;
  readonly handler: (input: unknown, call: Call) => unknown;
  readonly input: BoundPayload | undefined;
  readonly output: BoundPayload | undefined;
  readonly errors: ReadonlyMap<string, BoundPayload>;
}

/** A topic with its policy and its codecs. */
export interface BoundTopic {
  readonly path: string;
  readonly params: BoundPayload | undefined;
  readonly event: BoundPayload;
  readonly authorize: ((params: unknown, subscriber: { context: unknown; session: string }) => unknown) | undefined;
}

/** One payload: its type for validation, its shape for maps, its compiled codec for positions. */
export interface BoundPayload {
  readonly type: ZodType;
  readonly shape: Shape;
  readonly encode: Encode<unknown>;
  readonly decode: Decode<unknown>;
}

export interface BoundSchema {
  readonly procedures: Directory<BoundProcedure>;
  readonly topics: Directory<BoundTopic>;
}

/** What a schema declares of one kind, found by number or by path. */
export interface Directory<T> {
  readonly byNumber: readonly T[];
  readonly byPath: ReadonlyMap<string, T>;
}

/**
 * Joins a schema with its implementation, once at start-up.
 *
 * @throws HawserError `invalid_schema` at the path of a handler that is missing, extra, or no function.
 */
export function bind(schema: Schema, implementation: { procedures?: unknown; topics?: unknown }): BoundSchema {
  const compiler = new PayloadCompiler(schema.shape.definitions);
  const declaredProcedures = proceduresOf(schema.procedures);
  const declaredTopics = topicsOf(schema.topics);
  refuseExtra(implementation.procedures, new Set(declaredProcedures.map(({ path }) => path)), "procedures");
  refuseExtra(implementation.topics, new Set(declaredTopics.map(({ path }) => path)), "topics");

  const procedures = declaredProcedures.map(({ path, declaration }, i) =>
    bindProcedure(path, declaration, schema.shape.procedures[i] as ProcedureShape, implementation.procedures, compiler),
  );
  const topics = declaredTopics.map(({ path, declaration }, i) =>
    bindTopic(path, declaration, schema.shape.topics[i] as TopicShape, implementation.topics, compiler),
  );
  compiler.finish();
  return { procedures: directory(procedures), topics: directory(topics) };
}

function directory<T extends { path: string }>(byNumber: readonly T[]): Directory<T> {
  return { byNumber, byPath: new Map(byNumber.map((declared) => [declared.path, declared])) };
}

function bindProcedure(
  path: string,
  procedure: Procedure,
  shape: ProcedureShape,
  handlers: unknown,
  compiler: PayloadCompiler,
): BoundProcedure {
  const handler = at(handlers, path);
  if (typeof handler !== "function") {
    throw schemaError(
      `procedures.${path}`,
      handler === undefined ? "the handler is missing" : "the handler is no function",
    );
  }
  return {
    path,
    handler: handler as BoundProcedure["handler"],
    input: procedure.input && compiler.add(procedure.input as ZodType, shape.input as Shape),
    output: procedure.output && compiler.add(procedure.output as ZodType, shape.output as Shape),
    errors: new Map(
      shape.errors.map(({ code, data }) => [code, compiler.add(procedure.errors?.[code] as ZodType, data)]),
    ),
  };
}

function bindTopic(
  path: string,
  topic: Topic,
  shape: TopicShape,
  handlers: unknown,
  compiler: PayloadCompiler,
): BoundTopic {
  const handler = (at(handlers, path) ?? {}) as { authorize?: unknown };
  // A misspelled `authorize` would leave the topic open to everybody.
  const unknown = Object.keys(handler).find((name) => name !== "authorize");
  if (unknown !== undefined)
    throw schemaError(`topics.${path}.${unknown}`, "there is no such option; there is authorize");
  const { authorize } = handler;
  if (authorize !== undefined && typeof authorize !== "function") {
    throw schemaError(`topics.${path}.authorize`, "authorize is no function");
  }
  return {
    path,
    params: topic.params && compiler.add(topic.params, shape.params as Shape),
    event: compiler.add(topic.event, shape.event),
    authorize: authorize as BoundTopic["authorize"],
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
