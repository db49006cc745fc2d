import { pascalCase } from "./names.js";

/**
 * The last words that all names end with, as the name of a type: `Address` of `shippingAddress` and `billing_address`.
 * Undefined for fewer than two names, and where the words say nothing, as `item` does.
 */
export function wordsInCommon(names: readonly string[]): string | undefined {
  const [first = [], ...others] = names.map(wordsOf);
  if (others.length === 0) return undefined;
  const rest = others.reduce((common, words) => common.slice(common.length - lengthInCommon(common, words)), first);
  if (rest.length === 0 || (rest.length === 1 && vague.has(rest[0] as string))) return undefined;
  return pascalCase(rest.join(" "));
}

/** `line` of `lines`; undefined where a name is no plural. */
export function singularOf(name: string): string | undefined {
  if (/(?:ss|us|is|news|series)$/i.test(name)) return undefined;
  if (/[^aeiou]ies$/i.test(name)) return name.replace(/ies$/i, "y");
  if (/(?:ch|sh|ss|x|z)es$/i.test(name)) return name.replace(/es$/i, "");
  return /[^s]s$/i.test(name) ? name.replace(/s$/i, "") : undefined;
}

/** Names of fields that may hold anything. */
const vague = new Set(
  [
    "after before body by child content current data detail element entity entry first from info input item key last latest",
    "list meta metadata model new next node object old option other output owner page parent payload previous record result",
    "root row self source state target to type value",
  ].flatMap((line) => line.split(" ")),
);

function wordsOf(name: string): string[] {
  return (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}\p{N}]+/gu) ?? []).map((word) => word.toLowerCase());
}

function lengthInCommon(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}
