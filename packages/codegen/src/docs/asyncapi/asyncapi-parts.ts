import type { Field, Shape } from "@hawser/core";
import { toJson } from "../../json-form/to-json.js";
import type { PayloadType } from "../payload-types.js";
import { exampleOf } from "../usage/example-value.js";
import { ComponentNames } from "./component-names.js";

export interface AsyncApiPartsOptions {
  /** The URI reference of a type's schema. */
  refTo(type: string): string;
  /** Whether clients present something. */
  readonly isSecured: boolean;
}

/** Channels and operations of a document, collected while they are printed. */
export class AsyncApiParts {
  readonly channels: Record<string, object> = {};
  readonly operations: Record<string, object> = {};
  /** What every operation, and the server, says of who may. */
  readonly security: { readonly security?: readonly object[] };
  private readonly keys = new ComponentNames();

  constructor(
    private readonly definitions: Readonly<Record<string, Shape>>,
    private readonly options: AsyncApiPartsOptions,
  ) {
    this.security = options.isSecured ? { security: [{ $ref: "#/components/securitySchemes/auth" }] } : {};
  }

  /** The key of a path among channels and operations. */
  keyOf(path: string): string {
    return this.keys.keyOf(path);
  }

  refTo(type: string): object {
    return { $ref: this.options.refTo(type) };
  }

  /** The fields of an object, which may stand in a definition; undefined for what is no object. */
  fieldsOf(shape: Shape): readonly Field[] | undefined {
    if (shape.kind === "ref") return this.fieldsOf(this.definitions[shape.to] as Shape);
    return shape.kind === "object" ? shape.fields : undefined;
  }

  /** A message that carries a value of a type, with an example of it where there is one. */
  message(type: PayloadType, summary: string): object {
    const example = exampleOf(type.shape, this.definitions);
    return {
      name: type.name,
      summary,
      payload: this.refTo(type.name),
      ...(example && example.value !== undefined && { examples: [{ payload: toJson(example.value) }] }),
    };
  }

  /** The tags of an operation: the namespace that it is in, and whether it should be used no longer. */
  tags({ path, deprecated }: { readonly path: string; readonly deprecated?: true }): object {
    const namespace = path.slice(0, Math.max(0, path.lastIndexOf(".")));
    const names = [...(namespace === "" ? [] : [namespace]), ...(deprecated ? ["deprecated"] : [])];
    return names.length === 0 ? {} : { tags: names.map((name) => ({ name })) };
  }
}
