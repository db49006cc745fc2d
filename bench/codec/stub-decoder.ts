import * as core from "@hawser/core";
import { CodecPrinter, type Decode, type Shape } from "@hawser/core";

/** The decoder that a generated stub carries for a shape: the text that the generator prints, which trusts its server. */
export function stubDecoder(shape: Shape, definitions: Readonly<Record<string, Shape>>): Decode<unknown> {
  const printer = new CodecPrinter(definitions, { typed: false });
  const source = printer.decoder(shape, "Payload");
  const exported: Readonly<Record<string, unknown>> = { ...core };
  const names = [...printer.helpers];
  const body = `"use strict";\n${printer.declarations.join("\n")}\nreturn ${source};`;
  return new Function(...names, body)(...names.map((name) => exported[name])) as Decode<unknown>;
}
