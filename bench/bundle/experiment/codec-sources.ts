import { CodecPrinter } from "@hawser/core";
import schema from "../../codec/schema.js";
import { ByteCodecPrinter } from "./print-byte-codec.js";

/** Modules that export `codecs`, an encoder and a decoder by workload: as stubs have them today, and by bytes. */
export function printCodecs(): { readonly today: string; readonly bytes: string } {
  const { definitions } = schema.shape;
  const arrays = new CodecPrinter(definitions, { typed: false });
  const bytes = new ByteCodecPrinter();
  const today = printed((shape, name) => [arrays.encoder(shape, name), arrays.decoder(shape, name)]);
  const byBytes = printed((shape) => [bytes.encoder(shape), bytes.decoder(shape)]);
  const imports = `import { ${[...arrays.helpers].join(", ")} } from "@hawser/core";`;
  return {
    today: [imports, ...arrays.declarations, today].join("\n"),
    bytes: [...bytes.declarations, byBytes].join("\n"),
  };
}

type Shape = Parameters<CodecPrinter["encoder"]>[0];

function printed(print: (shape: Shape, name: string) => readonly [string, string]): string {
  const entries = schema.shape.procedures.map(({ path, input }) => {
    const [encode, decode] = print(input as Shape, path);
    return `${path}: { encode: ${encode}, decode: ${decode} }`;
  });
  return `export const codecs = {\n${entries.join(",\n")}\n};`;
}
