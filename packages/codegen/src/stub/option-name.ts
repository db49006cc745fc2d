import type { Shape } from "@hawser/core";
import { pascalSuffix } from "./names.js";

/** What the name of an option of a union ends with: its tag where the union has one. */
export function optionName(option: Shape, tag: string | undefined, index: number): string {
  const field = option.kind === "object" ? option.fields.find(({ name }) => name === tag) : undefined;
  const value = field?.shape.kind === "literal" && field.shape.values.length === 1 ? field.shape.values[0] : undefined;
  return typeof value === "string" || typeof value === "number" ? pascalSuffix(String(value)) : `Option${index + 1}`;
}
