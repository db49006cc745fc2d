import { proceduresOf, type Schema, topicsOf } from "../schema/schema.js";
import type { Side, ZodType } from "../schema/zod.js";
import { Definitions } from "./definitions.js";
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
  const procedures = proceduresOf(schema.procedures).map(({ path, declaration }): ProcedureShape => {
    const here = `procedures.${path}`;
    return {
      path,
      ...docsOf(declaration),
      ...(declaration.input !== undefined && { input: read(declaration.input, "input", `${here}.input`) }),
      ...(declaration.output !== undefined && { output: read(declaration.output, "output", `${here}.output`) }),
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
    };
  });

  return definitions.settle({ name: schema.name, ...(auth && { auth }), procedures, topics });
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
