import { defineSchema, fingerprintOf, procedure, type Schema, topic, type ZodType } from "@hawser/core";
import type { Call, Implementation, Server } from "@hawser/server";
import { ExtData } from "@msgpack/msgpack";
import { expect, test } from "vitest";
import { overTransports, type Rig } from "./over-transports.js";
import type { IntegerForm } from "./plain-msgpack.js";
import { valueTable, type WireValue } from "./value-table.js";

/**
 * Sends and receives every value of the table in one encoding, wherever a payload may stand: as input, output, data of
 * a declared error, params and event.
 */
export function valueExchange(encoding: "maps" | "positional"): void {
  overTransports(`values in ${encoding}`, (rig) => {
    test.each(Object.entries(valueTable))("%s", async (name, { values }) => {
      const exchange = await serveValues(rig, encoding);
      for (const value of values) await exchange(name, value);
    });
  });
}

async function serveValues(rig: Rig, encoding: "maps" | "positional") {
  const recorder = new Recorder();
  const { server, port } = await rig.serve(valuesSchema, recorder.implementation);

  return async (name: string, { value, ...forms }: WireValue): Promise<void> => {
    const integers = holdsMinusZero(value) ? "float" : encoding === "positional" ? "wide" : "small";
    const client = await rig.open(port, { integers, ...(encoding === "positional" && { fingerprint }) });
    const form = forms[encoding];
    const [procedure, topic] = encoding === "positional" ? numbersOf(name) : [`values.${name}`, `news.${name}`];
    const expectAnswer = async (frame: unknown[]) =>
      expect(comparable(await client.receive(), integers)).toStrictEqual(comparable(frame, integers));

    client.send([2, 0, procedure, form]);
    await expectAnswer([3, 0, form]);
    expect(recorder.input).toStrictEqual(value);

    recorder.refuses = true;
    client.send([2, 0, procedure, form]);
    await expectAnswer([4, 0, "Refused", "Refused", form]);
    recorder.refuses = false;

    client.send([6, 0, topic, form]);
    await expectAnswer([7, 0, 0, expect.any(String), 0]);
    publisherOf(server, name)(value, value);
    await expectAnswer([8, 0, 1, form]);
    await client.close();
  };
}

const types = Object.entries(valueTable).map(([name, { type }]) => [name, type] as const);

export const valuesSchema: Schema = defineSchema({
  name: "values",
  procedures: { values: mapTypes((type) => procedure({ input: type, output: type, errors: { Refused: type } })) },
  topics: { news: mapTypes((type) => topic({ params: type, event: type })) },
});

const fingerprint = fingerprintOf(valuesSchema.shape);

function mapTypes<T>(map: (type: ZodType) => T): Record<string, T> {
  return Object.fromEntries(types.map(([name, type]) => [name, map(type)]));
}

/** Keeps the last input, and answers with it, or fails with it. */
class Recorder {
  input: unknown;
  refuses = false;

  get implementation(): Implementation<Schema, object> {
    const handler = (input: unknown, call: Call<object, { Refused: ZodType }>) => {
      this.input = input;
      if (this.refuses) throw call.error("Refused", input);
      return input;
    };
    return { procedures: { values: mapTypes(() => handler) } } as unknown as Implementation<Schema, object>;
  }
}

/** Procedures and topics are numbered alike here: one namespace of each, and the same names in it. */
function numbersOf(name: string): [number, number] {
  const number = types
    .map(([name]) => name)
    .sort()
    .indexOf(name);
  return [number, number];
}

function publisherOf(server: Server, name: string): (params: unknown, event: unknown) => void {
  const { news } = server.publish as unknown as { news: Record<string, (params: unknown, event: unknown) => void> };
  return news[name] as (params: unknown, event: unknown) => void;
}

/**
 * Where bigints are integers, the library makes a bigint of an integer in one format and a number of it in another;
 * here all become bigints. Bytes become hex, which compares in no time.
 */
function comparable(wire: unknown, integers: IntegerForm): unknown {
  if (wire instanceof Uint8Array) return { bytes: Buffer.from(wire).toString("hex") };
  if (integers === "wide" && Number.isInteger(wire)) return BigInt(wire as number);
  if (wire instanceof ExtData) return BigInt(Buffer.from(wire.data as Uint8Array).toString());
  const each = (item: unknown): unknown => comparable(item, integers);
  if (Array.isArray(wire)) return wire.map(each);
  if (wire instanceof Set) return new Set([...wire].map(each));
  if (wire instanceof Map) return new Map([...wire].map(([key, value]) => [each(key), each(value)]));
  if (Object.getPrototypeOf(wire ?? 0) !== Object.prototype) return wire;
  return Object.fromEntries(Object.entries(wire as object).map(([key, value]) => [key, each(value)]));
}

function holdsMinusZero(value: unknown): boolean {
  return Object.is(value, -0);
}
