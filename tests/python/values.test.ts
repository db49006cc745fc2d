import { defineSchema, procedure, type Schema } from "@hawser/core";
import { createServer } from "@hawser/server";
import { expect, test } from "vitest";
import schema from "../../packages/codegen/test/golden/kinds.schema.js";
import { values } from "../../packages/codegen/test/golden/kinds.values.js";
import { generateClient } from "./generate-client.js";
import { findPython, startPython, whyNoPython } from "./python.js";

/** A server with one procedure more has another fingerprint, so that the client speaks to it in maps. */
const newer = defineSchema({
  name: "kinds",
  procedures: { ...schema.procedures, added: procedure({}) },
});

test.for([
  ["positional", schema],
  ["maps", newer],
] as const)(
  "every kind of value, there and back in %s",
  async ([encoding, served]: readonly ["positional" | "maps", Schema], context) => {
    const python = findPython();
    if (python === undefined) return context.skip(whyNoPython);
    const received: Received = { alone: {}, field: {} };
    const server = createServer(served, { procedures: echoes(served.procedures, received) as never });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
    const clients = await generateClient("../../packages/codegen/test/golden/kinds.schema.ts", "kinds_client.py");
    const client = startPython(python, "values.py", [`ws://127.0.0.1:${port}`, encoding], clients);
    expect({ code: await client.ended(), errors: client.errors }).toEqual({ code: 0, errors: "" });
    await server.close();
    for (const [kind, given] of Object.entries(values)) {
      // Where a key may be absent, Python has no word for one that is there and undefined.
      const sent = given.filter((value) => kind !== "object" || !Object.values(value as object).includes(undefined));
      expect({ kind, values: received.alone[kind] }).toStrictEqual({ kind, values: sent });
      expect({
        kind,
        values: received.field[kind]?.map((input) => (input as Record<string, unknown>)[kind]),
      }).toStrictEqual({
        kind,
        values: sent,
      });
    }
  },
);

type Received = Record<"alone" | "field", Record<string, unknown[]>>;

/** A handler per procedure, each of which keeps and answers what it is asked. */
function echoes(tree: Schema["procedures"], received: Received, path: readonly string[] = []): object {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      node.kind === "procedure"
        ? (input: unknown) => {
            const place = received[path[0] as "alone" | "field"];
            place[name] = [...(place[name] ?? []), input];
            return input;
          }
        : echoes(node as Schema["procedures"], received, [...path, name]),
    ]),
  );
}
