import { any, type Pattern } from "@hawser/client";
import type { SchemaShape, TopicShape } from "@hawser/core";
import { fromJson } from "../json-form/from-json.js";
import type { Json } from "../json-form/json.js";
import { JsonFormError } from "../json-form/json-form-error.js";
import { objectBehind } from "../stub/object-behind.js";
import { UsageError } from "../usage-error.js";
import { readJson } from "./json-source.js";
import { said, unsaid } from "./said.js";
import type { WatchedTopic } from "./topic-watch.js";

export interface GivenParams {
  /** `undefined` where none were given. */
  readonly text: string | undefined;
  /** Params that are left out stand for every value. */
  readonly isPattern: boolean;
}

/** The instances of a topic that the user means: one, those of a list, or all that a pattern covers. */
export type Selection =
  | { readonly kind: "one"; readonly params: unknown }
  | { readonly kind: "several"; readonly params: readonly Params[] | Pattern<Params> };

type Params = Readonly<Record<string, unknown>>;

/** @throws UsageError for params that do not fit the topic. */
export async function selectionOf(given: GivenParams, { schema, id, terminal }: WatchedTopic): Promise<Selection> {
  const { text, isPattern } = given;
  const topic = schema.topics[id] as TopicShape;
  const { path, params: shape } = topic;
  const json = text === undefined ? undefined : await readJson({ what: `the params of ${path}`, text }, terminal);
  if (!shape) {
    if (json !== undefined) throw new UsageError(`${path} has no params.`);
    if (isPattern) throw new UsageError(`${path} has no params, so there is nothing to leave open with --pattern.`);
    return { kind: "one", params: undefined };
  }
  const read = (value: Json | undefined): unknown => fromJson(value, shape, schema.definitions);
  if (Array.isArray(json) && !fits(() => read(json))) {
    if (isPattern) throw new UsageError("A list of params is no pattern: leave out --pattern.");
    if (json.length === 0) throw new UsageError("The list of params is empty.");
    const list = json.map((item: Json, i) => said(`item ${i + 1} of the params`, () => read(item)));
    return { kind: "several", params: list as Params[] };
  }
  if (isPattern) return { kind: "several", params: patternOf(json ?? {}, topic, schema) };
  const complaint = `${path} has params. Give them as JSON, in a file (@params.json), or piped in (-).`;
  const params = json === undefined ? unsaid(complaint, () => read(json)) : said("the params", () => read(json));
  return { kind: "one", params };
}

/** Params may be an array themselves. */
function fits(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (!(error instanceof JsonFormError)) throw error;
    return false;
  }
}

function patternOf(json: Json, { path, params, wildcards = [] }: TopicShape, schema: SchemaShape): Pattern<Params> {
  const shape = params && objectBehind(params, schema.definitions);
  if (!shape || wildcards.length === 0) {
    throw new UsageError(
      `${path} has no wildcards in the schema, so that none of its params can be left open. Name its instances in a list: '[{...}, {...}]'.`,
    );
  }
  const fields = shape.fields.map((field) =>
    wildcards.includes(field.name) ? { ...field, optional: true as const } : field,
  );
  const given = said("the pattern", () => fromJson(json, { ...shape, fields }, schema.definitions));
  return { ...Object.fromEntries(wildcards.map((name) => [name, any])), ...(given as Params) };
}
