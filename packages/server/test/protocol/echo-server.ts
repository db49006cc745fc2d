import { defineSchema, fingerprintOf, procedure, type Schema, type ZodType } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import type { Rig } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import type { RawClient } from "./raw-client.js";

/** Serves one procedure per type, which answers with its input. */
export async function serveEcho(rig: Rig, types: Readonly<Record<string, ZodType>>): Promise<EchoServer> {
  const names = Object.keys(types).sort();
  const procedures = Object.entries(types).map(([name, type]) => [name, procedure({ input: type, output: type })]);
  const schema: Schema = defineSchema({ name: "echo", procedures: Object.fromEntries(procedures) });
  let seen: unknown;
  const handlers = names.map((name) => [
    name,
    (input: unknown) => {
      seen = input;
      return input;
    },
  ]);
  const implementation = { procedures: Object.fromEntries(handlers) } as unknown as Implementation<Schema, object>;
  const { port } = await rig.serve(schema, implementation);
  const maps = await rig.open(port);
  const positional = await rig.open(port, { fingerprint: fingerprintOf(schema.shape) });

  const callsOf = (procedure: string | number, payloads: readonly Uint8Array[]): Uint8Array =>
    Buffer.concat(
      payloads.map((payload, id) => Buffer.concat([Buffer.of(0x94), encodeFrames([2, id, procedure]), payload])),
    );
  const ask = async (client: RawClient, procedure: string | number, payload: Uint8Array): Promise<Echo> => {
    seen = undefined;
    client.socket.send(callsOf(procedure, [payload]));
    const answer = await client.receive();
    return { seen, answer, bytes: client.messages.at(-1) as Uint8Array };
  };
  return {
    maps: (name, payload) => ask(maps, name, payload),
    positional: (name, payload) => ask(positional, names.indexOf(name), payload),
    async many(encoding, name, payloads) {
      const client = encoding === "maps" ? maps : positional;
      client.socket.send(callsOf(encoding === "maps" ? name : names.indexOf(name), payloads));
      return client.exchange();
    },
  };
}

/** Each calls the procedure of a type with payloads as they are on the wire. */
export interface EchoServer {
  maps(name: string, payload: Uint8Array): Promise<Echo>;
  positional(name: string, payload: Uint8Array): Promise<Echo>;
  /** All in one message. The id of each call is its index. @returns the answers */
  many(encoding: "maps" | "positional", name: string, payloads: readonly Uint8Array[]): Promise<unknown[][]>;
}

export interface Echo {
  /** What the handler got; `undefined` where it did not run. */
  readonly seen: unknown;
  readonly answer: unknown[];
  /** The message that the answer came in. */
  readonly bytes: Uint8Array;
}
