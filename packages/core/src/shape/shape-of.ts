import type { Payload, Procedure } from "../schema/procedure.js";
import { proceduresOf, type Schema, topicsOf } from "../schema/schema.js";
import { isStream } from "../schema/stream.js";
import type { Topic } from "../schema/topic.js";
import type { Side, ZodType } from "../schema/zod.js";
import { Definitions } from "./definitions.js";
import { compare } from "./normalize.js";
import type { ProcedureShape, SchemaShape, Shape, TopicShape } from "./shape.js";
import { ShapeReader } from "./shape-reader.js";

/**
 * Reads a whole schema once and reduces it to plain data.
 *
 * @throws HawserError `invalid_schema` for a type that cannot travel, at its path.
 */
export function shapeOf(schema: Omit<Schema, "shape">): SchemaShape {
  const definitions = new Definitions();
  const read = (type: unknown, side: Side, path: string): Shape =>
    new ShapeReader(definitions, side).read(type as ZodType, path);

  const auth = schema.auth === undefined ? undefined : read(schema.auth, "input", "auth");
  const { call, answer } = schema.metadata;
  const metadata = {
    ...(call !== undefined && { call: read(call, "input", "metadata.call") }),
    ...(answer !== undefined && { answer: read(answer, "output", "metadata.answer") }),
  };
  const procedures = proceduresOf(schema.procedures).map(({ path, declaration }): ProcedureShape => {
    const here = `procedures.${path}`;
    return {
      path,
      ...docsOf(declaration),
      ...(declaration.input !== undefined && { input: read(typeOf(declaration.input), "input", `${here}.input`) }),
      ...(declaration.output !== undefined && {
        output: read(typeOf(declaration.output), "output", `${here}.output`),
      }),
      ...streamsOf(declaration),
      ...idempotentOf(declaration),
      errors: Object.entries(declaration.errors ?? {})
        .map(([code, data]) => ({ code, data: read(data, "output", `${here}.errors.${code}`) }))
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    };
  });
  const topics = topicsOf(schema.topics).map(({ path, declaration }): TopicShape => {
    const here = `topics.${path}`;
    return {
      path,
      ...docsOf(declaration),
      ...(declaration.params !== undefined && { params: read(declaration.params, "input", `${here}.params`) }),
      event: read(declaration.event, "output", `${here}.event`),
      ...(declaration.publish && { publish: read(declaration.event, "input", `${here}.event`) }),
      ...(declaration.history && { history: { size: declaration.history.size, ageMs: declaration.history.ageMs } }),
      ...(declaration.retain && { retain: true }),
      ...slowConsumerOf(declaration),
      ...(declaration.presence !== undefined && {
        presence: {
          input: read(declaration.presence, "input", `${here}.presence`),
          output: read(declaration.presence, "output", `${here}.presence`),
        },
      }),
      ...(declaration.wildcards && { wildcards: [...declaration.wildcards].sort(compare) }),
    };
  });

  return definitions.settle({
    name: schema.name,
    ...(auth && { auth }),
    ...((call ?? answer) && { metadata }),
    procedures,
    topics,
  });
}

/** Of a stream, the type of an item. */
function typeOf(payload: Payload): unknown {
  return isStream(payload) ? payload.item : payload;
}

function streamsOf({ input, output }: Procedure): Pick<ProcedureShape, "streams"> {
  if (isStream(input)) return { streams: isStream(output) ? "both" : "input" };
  return isStream(output) ? { streams: "output" } : {};
}

function idempotentOf({ idempotent }: Procedure): Pick<ProcedureShape, "idempotentMs"> {
  if (!idempotent) return {};
  return { idempotentMs: idempotent === true ? defaultWindowMs : idempotent.windowMs };
}

/** Longer than anybody waits for an answer, so that it is the caller's timeout that ends the retries. */
const defaultWindowMs = 300_000;

function slowConsumerOf(topic: Topic): Pick<TopicShape, "slowConsumer" | "conflateBy"> {
  const { history, slowConsumer = history ? "resume" : "disconnect", conflateBy } = topic;
  return {
    ...(slowConsumer !== "disconnect" && { slowConsumer }),
    ...(conflateBy !== undefined && { conflateBy }),
  };
}

function docsOf(declaration: { description?: string; deprecated?: boolean }): {
  description?: string;
  deprecated?: true;
} {
  return {
    ...(declaration.description !== undefined && { description: declaration.description }),
    ...(declaration.deprecated && { deprecated: true }),
  };
}
