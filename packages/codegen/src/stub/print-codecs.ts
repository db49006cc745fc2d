import { CodecPrinter, type SchemaShape } from "@hawser/core";
import type { Imports } from "./imports.js";
import type { Names } from "./names.js";
import { wrap } from "./wrap.js";

/** The printer of all codecs of a stub; to be made when all other names of the stub are known. */
export function codecPrinterOf({ definitions }: SchemaShape, names: Names, { form }: Imports): CodecPrinter {
  return new CodecPrinter(definitions, { typed: form.types, reserved: names.all() });
}

/** What the codecs printed so far have put at the top level, by name, so that a change of the schema moves nothing else. */
export function codecDeclarations(codecs: CodecPrinter): string[] {
  return [...codecs.declarations].sort(byName).map(wrap);
}

/** Notes the type of what codecs take and give, where a text uses it. */
export function importWire(source: readonly string[], imports: Imports): void {
  if (source.some((text) => /: (?:readonly )?Wire\b/.test(text))) imports.use("Wire");
}

/** By what a function or a constant is called. */
function byName(a: string, b: string): number {
  const [nameOfA, nameOfB] = [a, b].map((text) => /^\w+ ([^\s:(]+)/.exec(text)?.[1] ?? text) as [string, string];
  return nameOfA < nameOfB ? -1 : 1;
}

/** Stands in front of all that says how payloads travel. */
export const codecComment = `// How all of this travels: by position where client and server have the same schema, by name where they have not.`;
