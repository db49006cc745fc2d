/** A JSON Schema: a JSON object of keywords, or `true` for whatever there is. */
export type JsonSchema = true | { readonly [keyword: string]: unknown };

/** Which JSON Schema is written. */
export interface Dialect {
  /** 2020-12 has `prefixItems`, and keywords beside `$ref`; draft-07, which AsyncAPI extends, has neither. */
  readonly version: "2020-12" | "draft-07";
  /** The URI reference of a definition. */
  refTo(definition: string): string;
}
