import { errorCodes, type Shape } from "@hawser/core";
import type { NamedDefinition } from "../../stub/definition-names.js";
import { acceptsUndefined, type ObjectShape } from "../../stub/parts.js";
import type { SharedType } from "../../stub/shared-types.js";
import type { Side } from "../../stub/side.js";
import type { DocumentedSchema } from "../documented-schema.js";
import { type PayloadType, payloadTypesOf } from "../payload-types.js";
import type { Dialect, JsonSchema } from "./json-schema.js";
import { type JsonSchemaContext, jsonSchemaOf, wholeJsonSchemaOf } from "./json-schema-of.js";

/**
 * A JSON Schema for every type of the stub that travels, by its name there: what is named or refers to itself, what an
 * operation takes, answers and tells, what several places share, and each procedure's errors. A type that the stub has
 * twice, since it is given otherwise than it is got, is one here: both have the same JSON form.
 */
export function namedSchemasOf(documented: DocumentedSchema, dialect: Dialect): Map<string, JsonSchema> {
  const { schema, stub } = documented;
  const { nameOf, declared } = definitionNames(documented);
  const payloads = payloadTypesOf(stub);
  const shared = sharedObjects(documented);
  const contextOf = (side: Side): JsonSchemaContext => ({
    ...dialect,
    refTo: (definition) => dialect.refTo(nameOf(definition)),
    definitions: schema.definitions,
    sharedAs: (shape) => {
      const one = shared.find(shape, side);
      return one && { ref: dialect.refTo(one.name), description: one.shape.description };
    },
  });
  const payloadSchema = ({ name, shape, side }: PayloadType): JsonSchema => {
    const isOwner = shape.kind === "object" && shared.find(shape, side)?.name === name;
    return (isOwner ? wholeJsonSchemaOf : jsonSchemaOf)(shape, contextOf(side));
  };
  const schemas: [string, JsonSchema][] = [
    ...[...declared, ...shared.declared].map(({ name, shape, side }): [string, JsonSchema] => [
      name,
      wholeJsonSchemaOf(shape, contextOf(side)),
    ]),
    // What several operations share and one of them gives its name is about that one, too.
    ...payloads.map((payload): [string, JsonSchema] => [
      payload.name,
      described(payloadSchema(payload), payload.about, dialect),
    ]),
    ...errorUnions(documented, dialect),
  ];
  if (stub.operations.some(({ kind }) => kind === "procedure")) schemas.push(["OwnError", ownError]);
  return new Map(schemas.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The first name that the stub has for each definition. */
function definitionNames({ schema, definitions }: DocumentedSchema): {
  nameOf(definition: string): string;
  declared: readonly NamedDefinition[];
} {
  const byShape = new Map<Shape, NamedDefinition>();
  for (const declared of definitions.declared) if (!byShape.has(declared.shape)) byShape.set(declared.shape, declared);
  return {
    nameOf: (definition) => byShape.get(schema.definitions[definition] as Shape)?.name as string,
    declared: [...byShape.values()],
  };
}

/** Those that the stub declares once for several places, those that differ in their side alone as one. */
function sharedObjects({ shared }: DocumentedSchema): {
  find(shape: ObjectShape, side: Side): SharedType | undefined;
  readonly declared: readonly SharedType[];
} {
  const byForm = new Map<string, SharedType>();
  const byName = new Map<string, SharedType>();
  for (const type of shared.declared) {
    const { description: _, ...form } = type.shape;
    const key = JSON.stringify(form);
    const one = byForm.get(key) ?? type;
    byForm.set(key, one);
    byName.set(type.name, one);
  }
  return {
    find: (shape, side) => byName.get(shared.nameOf(shape, side) ?? ""),
    declared: [...byForm.values()],
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
