import { errorCodes, type Shape } from "@hawser/core";
import { acceptsUndefined } from "../../stub/parts.js";
import type { DocumentedSchema } from "../documented-schema.js";
import { payloadTypesOf } from "../payload-types.js";
import type { Dialect, JsonSchema } from "./json-schema.js";
import { type JsonSchemaContext, jsonSchemaOf } from "./json-schema-of.js";

/**
 * A JSON Schema for every type of the stub that travels, by its name there: what is named or refers to itself, what an
 * operation takes, answers and tells, and each procedure's errors. A type that the stub has twice, since it is given
 * otherwise than it is got, is one here: both have the same JSON form.
 */
export function namedSchemasOf(documented: DocumentedSchema, dialect: Dialect): Map<string, JsonSchema> {
  const { schema, stub } = documented;
  const { nameOf, declared } = definitionNames(documented);
  const context: JsonSchemaContext = {
    ...dialect,
    refTo: (definition) => dialect.refTo(nameOf(definition)),
    definitions: schema.definitions,
  };
  const schemas: [string, JsonSchema][] = [
    ...payloadTypesOf(stub).map(({ name, shape, about }): [string, JsonSchema] => [
      name,
      described(jsonSchemaOf(shape, context), about, dialect),
    ]),
    ...errorUnions(documented, dialect),
    ...declared.map(({ name, shape }): [string, JsonSchema] => [name, jsonSchemaOf(shape, context)]),
  ];
  if (stub.operations.some(({ kind }) => kind === "procedure")) schemas.push(["OwnError", ownError]);
  return new Map(schemas.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The first name that the stub has for each definition. */
function definitionNames({ schema, definitions }: DocumentedSchema): {
  nameOf(definition: string): string;
  declared: readonly { readonly name: string; readonly shape: Shape }[];
} {
  const byShape = new Map<Shape, { name: string; shape: Shape }>();
  for (const declared of definitions.declared) if (!byShape.has(declared.shape)) byShape.set(declared.shape, declared);
  return {
    nameOf: (definition) => byShape.get(schema.definitions[definition] as Shape)?.name as string,
    declared: [...byShape.values()],
  };
}

function errorUnions({ stub }: DocumentedSchema, { refTo }: Dialect): [string, JsonSchema][] {
  return stub.operations.flatMap((operation): [string, JsonSchema][] => {
    if (operation.kind === "topic" || !operation.error) return [];
    const { procedure, error, errorData } = operation;
    const declared = procedure.errors.map(({ code, data }, i) => ({
      type: "object",
      properties: { code: { const: code }, message: { type: "string" }, data: { $ref: refTo(errorData[i] as string) } },
      required: ["code", "message", ...(acceptsUndefined(data) ? [] : ["data"])],
    }));
    const about = `What \`${procedure.path}\` fails with: \`code\` tells which, and what \`data\` holds.`;
    return [[error.type, { description: about, oneOf: [...declared, { $ref: refTo("OwnError") }] }]];
  });
}

const ownError: JsonSchema = {
  description: "An error of Hawser's own, which any operation may fail with.",
  type: "object",
  properties: { code: { enum: errorCodes }, message: { type: "string" }, data: true },
  required: ["code", "message"],
};

/** What the schema file says of a type comes first. */
function described(schema: JsonSchema, about: string, { version }: Dialect): JsonSchema {
  if (schema === true) return { description: about };
  if ("description" in schema) return schema;
  return { description: about, ...(version === "draft-07" && "$ref" in schema ? { allOf: [schema] } : schema) };
}
