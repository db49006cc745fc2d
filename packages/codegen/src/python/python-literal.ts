import type { LiteralValue } from "@hawser/core";

/** A string as Python source. */
export function pythonString(text: string): string {
  // JSON's escapes are Python's; what is invisible is escaped too.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A literal as a value. */
export function pythonLiteral(value: LiteralValue): string {
  if (typeof value === "string") return pythonString(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null) return "None";
  return typeof value === "number" ? String(value) : `hawser.BigInt(${value.bigint})`;
}

/** Literals as alternatives of a type. Python has none of floats, and takes a bigint for any other int. */
export function literalTypes(values: readonly LiteralValue[]): string[] {
  const printed = values.flatMap((value) => {
    if (value === null || isFloat(value)) return [];
    return [typeof value === "object" ? value.bigint : pythonLiteral(value)];
  });
  return [
    ...(printed.length > 0 ? [`Literal[${[...new Set(printed)].join(", ")}]`] : []),
    ...(values.some(isFloat) ? ["float"] : []),
    ...(values.includes(null) ? ["None"] : []),
  ];
}

function isFloat(value: LiteralValue): boolean {
  return typeof value === "number" && !Number.isSafeInteger(value);
}
