import type { Form } from "./form.js";
import type { TypePrinter } from "./type-printer.js";

/** What types printed so far have in common: the type of JSON and the key of brands, each where one of them uses it. */
export function printCommon(types: TypePrinter, form: Form): string[] {
  if (!form.types) return [];
  const brand = types.brand();
  // A file of declarations exports whatever it declares, unless it says what it exports.
  const end = form.code ? "" : "\nexport {};";
  return [types.json(), brand === undefined ? undefined : brand + end].filter((text) => text !== undefined);
}
