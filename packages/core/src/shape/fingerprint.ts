import { Canonical } from "./canonical.js";
import type { SchemaShape } from "./shape.js";

/**
 * What two schemas share exactly when everything they exchange travels alike: 16 hexadecimal characters.
 * Docs, checks, the name of the API and what a type is called do not enter it (though whether a type has a name may), nor
 * does what a topic keeps and for whom; paths, types, error codes and whether clients publish do.
 */
export function fingerprintOf(schema: SchemaShape): string {
  const write = new Canonical((name) => schema.definitions[name]);
  const maybe = (shape: Parameters<typeof write.text>[0] | undefined): string => (shape ? write.text(shape) : "-");
  const lines = [
    `auth ${maybe(schema.auth)}`,
    ...(schema.metadata ? [`metadata ${maybe(schema.metadata.call)} ${maybe(schema.metadata.answer)}`] : []),
    ...schema.procedures.map(({ path, input, output, streams, idempotentMs, errors }) =>
      [
        `procedure ${path} ${maybe(input)} ${maybe(output)} ${errors.map(({ code, data }) => `${code}:${write.text(data)}`).join()}`,
        ...(streams ? [`streams ${streams}`] : []),
        ...(idempotentMs === undefined ? [] : [`idempotent ${idempotentMs}`]),
      ].join(" "),
    ),
    ...schema.topics.map(({ path, params, event, publish, presence }) =>
      [
        `topic ${path} ${maybe(params)} ${write.text(event)}`,
        ...(publish ? [`publish ${write.text(publish)}`] : []),
        ...(presence ? [`presence ${write.text(presence.input)} ${write.text(presence.output)}`] : []),
      ].join(" "),
    ),
  ];
  return fnv1a64(lines.join("\n"));
}

/** FNV-1a, 64 bits, over UTF-8 (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv-17). No adversary: both ends are ours. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
