import { shapeOf } from "../shape/shape-of.js";
import { checkConflation } from "./check-conflation.js";
import { checkSchema } from "./check-schema.js";
import type { ProcedureTree, Schema, SchemaMetadata, TopicTree } from "./schema.js";
import type { ZodType } from "./zod.js";

export interface SchemaOptions<
  Procedures extends ProcedureTree,
  Topics extends TopicTree,
  Auth extends ZodType | undefined,
  Metadata extends SchemaMetadata,
> {
  /** The API's name: a letter, then letters, digits, `-` or `_`. The stub's root class is named after it. */
  readonly name: string;
  /** What a client presents when it connects. Absent: clients present nothing. */
  readonly auth?: Auth;
  /** Types of what calls and answers carry beside input and output. Absent: they carry nothing. */
  readonly metadata?: Metadata;
  /** @default {} */
  readonly procedures?: Procedures;
  /** @default {} */
  readonly topics?: Topics;
}

/**
 * Declares an API. The default export of a schema file.
 *
 * @throws HawserError `invalid_schema` at the first thing that cannot be served or sent; its message starts with the
 * path of the culprit, such as `procedures.rooms.send.input.at`.
 */
export function defineSchema<
  // biome-ignore lint/complexity/noBannedTypes: "no procedures" is the empty tree, to which `keyof` gives never
  const Procedures extends ProcedureTree = {},
  // biome-ignore lint/complexity/noBannedTypes: as above, for topics
  const Topics extends TopicTree = {},
  Auth extends ZodType | undefined = undefined,
  // biome-ignore lint/complexity/noBannedTypes: as above, for metadata
  Metadata extends SchemaMetadata = {},
>(options: SchemaOptions<Procedures, Topics, Auth, Metadata>): Schema<Procedures, Topics, Auth, Metadata> {
  const declared = {
    kind: "schema" as const,
    name: options.name,
    auth: options.auth as Auth,
    metadata: options.metadata ?? ({} as Metadata),
    procedures: options.procedures ?? ({} as Procedures),
    topics: options.topics ?? ({} as Topics),
  };
  checkSchema(declared);
  const shape = shapeOf(declared);
  checkConflation(shape);
  return { ...declared, shape };
}
