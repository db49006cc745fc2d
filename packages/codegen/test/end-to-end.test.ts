import { call, createConnection } from "@hawser/client";
import {
  CodecCompiler,
  defineSchema,
  type Encode,
  fingerprintOf,
  procedure,
  type Schema,
  type Shape,
} from "@hawser/core";
import { createServer } from "@hawser/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { connect, type Kinds } from "./golden/kinds.client.js";
import schema from "./golden/kinds.schema.js";
import { values } from "./golden/kinds.values.js";
import { transports } from "./transports.js";

// A generated client against a real server: every kind of value there and back, over sockets.

/** A server with one procedure more has another fingerprint, so the same client speaks to it in maps. */
const newer = defineSchema({
  name: "kinds",
  procedures: { ...schema.procedures, added: procedure({ input: z.null(), output: z.null() }) },
});

describe.each(transports)("over $name", ({ transport }) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    let client: Kinds;
    let close: () => Promise<void>;

    beforeAll(async () => {
      const served: Schema = encoding === "positional" ? schema : newer;
      const server = createServer(served, { procedures: echoes(served.procedures) as never });
      const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await transport() });
      client = connect(`ws://127.0.0.1:${port}`);
      close = async () => {
        await client.connection.close();
        await server.close();
      };
    });

    afterAll(() => close());

    test("the connection has the encoding", async () => {
      await client.alone.string("");
      expect(client.connection.status).toMatchObject({ state: "open", encoding });
    });

    test.each(Object.entries(values))("%s", async (kind, given) => {
      const alone = client.alone[kind as keyof Kinds["alone"]].bind(client.alone) as Call;
      const field = client.field[kind as keyof Kinds["field"]].bind(client.field) as Call;
      for (const value of given) {
        expect(await alone(value)).toStrictEqual(value);
        expect(await field({ [kind]: value })).toStrictEqual({ [kind]: value });
      }
    });
  });
});

// What the compiler would have refused is refused by zod, with the same words in both encodings: never mended on the way.
const lax = defineSchema({
  name: "lax",
  procedures: {
    store: procedure({
      input: z.object({ priority: z.enum(["high", "low"]).default("low"), mode: z.literal("q").optional() }),
      output: z.object({ priority: z.string() }),
    }),
  },
});

describe.each([fingerprintOf(lax.shape), ""])("a wrong value, with fingerprint %j", (fingerprint) => {
  test.each([
    [{ priority: "urgent" }, 'priority: Invalid option: expected one of "high"|"low"'],
    [{ priority: 1 }, 'priority: Invalid option: expected one of "high"|"low"'],
    [{ mode: "nope" }, 'mode: Invalid input: expected "q"'],
  ])("%j", async (input, message) => {
    const server = createServer(lax, { procedures: { store: ({ priority }) => ({ priority }) } });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
    const printer = new CodecCompiler(lax.shape.definitions);
    printer.encoder(lax.shape.procedures[0]?.input as Shape, "Input");
    const [encodeInput] = printer.compile();
    const connection = createConnection({ name: "lax", fingerprint, definitions: {} }, `ws://127.0.0.1:${port}`);
    const store = { path: "store", id: 0, encodeInput: encodeInput as Encode<unknown> };
    await call(connection, store, { priority: "high" });
    await expect(call(connection, store, input)).rejects.toThrow(`invalid_input: ${message}`);
    await connection.close();
    await server.close();
  });
});

type Call = (input: unknown) => Promise<unknown>;

/** A handler per procedure, each of which answers what it is asked. */
function echoes(tree: Schema["procedures"]): object {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      node.kind === "procedure" ? (input: unknown) => input : echoes(node as Schema["procedures"]),
    ]),
  );
}
