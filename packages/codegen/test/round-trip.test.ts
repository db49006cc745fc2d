import type { ProcedureDescriptor } from "@hawser/client";
import { CodecCompiler, decodeBatch, encodeBatches, type Wire } from "@hawser/core";
import { expect, test, vi } from "vitest";
import { connect, type Kinds } from "./golden/kinds.client.js";
import schema from "./golden/kinds.schema.js";
import { values } from "./golden/kinds.values.js";

// Both halves of every codec: what the stub encodes the server decodes, and the other way round.

type AnyDescriptor = ProcedureDescriptor<unknown, unknown>;

/** Instead of being called, a procedure is described. */
vi.mock("@hawser/client", async (original) => ({
  ...(await original<typeof import("@hawser/client")>()),
  call: (_connection: unknown, descriptor: AnyDescriptor) => Promise.resolve(descriptor),
}));

/** What the stub hands to its connection for a procedure. */
async function descriptorOf(path: string): Promise<AnyDescriptor> {
  const client = connect("ws://127.0.0.1:9", { socket: () => ({}) as never });
  const [namespace, name] = path.split(".") as ["alone" | "field", keyof Kinds["alone"]];
  const described = (client[namespace][name] as (input: unknown) => Promise<unknown>)(undefined);
  void client.connection.close();
  return (await described) as AnyDescriptor;
}

/** A wire value as it arrives at the other end. */
function travel(wire: Wire): Wire {
  return decodeBatch(encodeBatches([[wire]], Number.POSITIVE_INFINITY)[0] as Uint8Array).frames[0]?.[0];
}

const { procedures, definitions } = schema.shape;

test("every kind has values here", () => {
  expect(Object.keys(values).sort()).toEqual(Object.keys(schema.procedures.alone as object).sort());
});

test.each(procedures.map((procedure, id) => ({ ...procedure, id })))("$path", async ({ path, id, input, output }) => {
  const descriptor = await descriptorOf(path);
  expect(descriptor).toMatchObject({ path, id });
  const compiler = new CodecCompiler(definitions);
  compiler.decoder(input ?? { kind: "null" }, "Input");
  compiler.encoder(output ?? { kind: "null" }, "Output");
  const [decodeInput, encodeOutput] = compiler.compile();

  const [place, name = ""] = path.split(".");
  for (const value of values[name] ?? []) {
    const given = place === "field" ? { [name]: value } : value;
    expect(decodeInput?.(travel(descriptor.encodeInput?.(given)))).toStrictEqual(given);
    expect(descriptor.decodeOutput?.(travel(encodeOutput?.(given)))).toStrictEqual(given);
  }
});
