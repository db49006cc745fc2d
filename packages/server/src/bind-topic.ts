import {
  fieldTypesOf,
  type Shape,
  type SlowConsumer,
  schemaError,
  type Topic,
  type TopicShape,
  type ZodType,
} from "@hawser/core";
import type { BoundPayload, PayloadCompiler } from "./payload-compiler.js";
import type { Retention } from "./topics/broker.js";

/** A topic with its policy and its codecs. */
export interface BoundTopic {
  readonly path: string;
  readonly params: BoundPayload | undefined;
  readonly event: BoundPayload;
  /** An event as a client publishes it; absent where clients may not. */
  readonly publish: BoundPayload | undefined;
  readonly retention: Retention;
  readonly slowConsumer: SlowConsumer;
  readonly conflateBy: string | undefined;
  /** What a member tells of itself; absent where nobody is present. */
  readonly presence: BoundPresence | undefined;
  /** The params that may be left open, if there are any, and each of the params on its own. */
  readonly wildcards: BoundWildcards | undefined;
  readonly authorizePattern:
    | ((given: unknown, subscriber: { context: unknown; session: string; open: readonly string[] }) => unknown)
    | undefined;
  readonly authorizePresence:
    | ((params: unknown, member: { context: unknown; session: string; data: unknown }) => unknown)
    | undefined;
  readonly authorizePublish: ((params: unknown, publisher: Publisher) => unknown) | undefined;
  readonly authorize: ((params: unknown, subscriber: { context: unknown; session: string }) => unknown) | undefined;
}

/** What a member tells of itself, on its way in and on its way out. */
export interface BoundPresence {
  readonly input: BoundPayload;
  readonly output: BoundPayload;
}

export interface BoundWildcards {
  readonly names: ReadonlySet<string>;
  readonly params: ReadonlyMap<string, Pick<BoundPayload, "type" | "shape">>;
}

/** A client that wants to publish. */
interface Publisher {
  readonly context: unknown;
  readonly session: string;
  readonly events: readonly unknown[];
}

/** @throws HawserError `invalid_schema` at the path of a check that is missing, extra, or no function. */
export function bindTopic(
  path: string,
  topic: Topic,
  shape: TopicShape,
  handlers: unknown,
  compiler: PayloadCompiler,
): BoundTopic {
  const handler = (at(handlers, path) ?? {}) as Record<string, unknown>;
  checkTopicHandler(handler, shape);
  const { history, retain = false, slowConsumer = "disconnect", conflateBy } = shape;
  return {
    path,
    params: topic.params && compiler.add(topic.params, shape.params as Shape),
    event: compiler.add(topic.event, shape.event),
    publish: shape.publish && compiler.add(topic.event, shape.publish),
    retention: { size: history?.size ?? 0, ageMs: history?.ageMs ?? 0, retain },
    slowConsumer,
    conflateBy,
    presence: topic.presence &&
      shape.presence && {
        input: compiler.add(topic.presence, shape.presence.input),
        output: compiler.add(topic.presence, shape.presence.output),
      },
    wildcards: wildcardsOf(topic, shape, compiler),
    authorizePattern: handler.authorizePattern as BoundTopic["authorizePattern"],
    authorizePresence: handler.authorizePresence as BoundTopic["authorizePresence"],
    authorize: handler.authorize as BoundTopic["authorize"],
    authorizePublish: handler.authorizePublish as BoundTopic["authorizePublish"],
  };
}

function checkTopicHandler(handler: Readonly<Record<string, unknown>>, { path, ...shape }: TopicShape): void {
  for (const [name, value] of Object.entries(handler)) {
    const here = `topics.${path}.${name}`;
    // A misspelled `authorize` would leave the topic open to everybody.
    if (!Object.hasOwn(checks, name)) {
      throw schemaError(here, `there is no such option; there are ${Object.keys(checks).join(", ")}`);
    }
    if (value !== undefined && typeof value !== "function") throw schemaError(here, `${name} is no function`);
  }
  const allowed = { publish: shape.publish, presence: shape.presence, wildcards: shape.wildcards?.length };
  for (const [name, { needs, isRequired, what }] of Object.entries(checks)) {
    const here = `topics.${path}.${name}`;
    if (needs && !allowed[needs] && handler[name]) throw schemaError(here, `the schema does not let clients ${what}`);
    if (needs && allowed[needs] && isRequired && !handler[name]) {
      throw schemaError(here, `the schema lets clients ${what}, so somebody must say which may`);
    }
  }
}

/** What the user's code decides over, and the option of the schema that it belongs to. */
const checks: Readonly<Record<string, TopicCheck>> = {
  authorize: {},
  authorizePublish: { needs: "publish", isRequired: true, what: "publish" },
  authorizePresence: { needs: "presence", what: "be present" },
  authorizePattern: { needs: "wildcards", isRequired: true, what: "leave params open" },
};

interface TopicCheck {
  readonly needs?: "publish" | "presence" | "wildcards";
  readonly isRequired?: boolean;
  readonly what?: string;
}

function wildcardsOf({ params }: Topic, shape: TopicShape, compiler: PayloadCompiler): BoundWildcards | undefined {
  if (!params || !shape.wildcards?.length) return undefined;
  const types = fieldTypesOf(params) ?? {};
  const { fields } = compiler.resolve(shape.params as Shape) as Extract<Shape, { kind: "object" }>;
  return {
    names: new Set(shape.wildcards),
    params: new Map(fields.map(({ name, shape }) => [name, { type: types[name] as ZodType, shape }])),
  };
}

function at(tree: unknown, path: string): unknown {
  let node = tree;
  for (const name of path.split(".")) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, name)) return undefined;
    node = (node as Record<string, unknown>)[name];
  }
  return node;
}
