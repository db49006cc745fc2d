import type { Schema } from "@hawser/core";
import type { Call, Implementation, Server } from "@hawser/server";
import type { Rig } from "./over-transports.js";

/**
 * What the page says of its first server: room r9 does not exist, and in r1 a message is an event from u1.
 * @returns the port
 */
export async function serveChat(rig: Rig, schema: Schema): Promise<number> {
  const { server, port } = await serve(rig, schema, {
    authenticate: () => ({}),
    procedures: {
      rooms: {
        send: ({ room, text }: { room: string; text: string }, call: Call<object, { RoomNotFound: never }>) => {
          if (room === "r9") throw call.error("RoomNotFound", { room } as never);
          if (room === "r1") publish({ room }, { from: "u1", text });
          return { id: 7 };
        },
      },
    },
  });
  const publish = server.publish.messages as unknown as (params: unknown, event: unknown) => void;
  return port;
}

/**
 * And of its second.
 * @returns the port
 */
export async function serveLedger(rig: Rig, schema: Schema): Promise<number> {
  let paymentCount = 0;
  const { server, port } = await serve(rig, schema, {
    authenticate: ({ auth }: { auth: { token: string } }) => ({ ...auth }),
    authExpiry: ({ token }: { token: string }) => (token === "t9" ? new Date(Date.now() + 2_000) : undefined),
    procedures: {
      add: async (numbers: AsyncIterable<number>) => {
        let sum = 0;
        for await (const number of numbers) sum += number;
        return sum;
      },
      lines: function* ({ from }: { from: number }) {
        for (let line = from; line <= 3; line++) yield `line ${line}`;
      },
      pay: () => ++paymentCount,
      retire: () => void server.drain({ graceMs: 5_000 }),
    },
  });
  return port;
}

/**
 * And of its third.
 * @returns the port
 */
export async function serveDesk(rig: Rig, schema: Schema): Promise<number> {
  const everybody = () => true;
  const { port } = await serve(rig, schema, {
    procedures: {},
    topics: { prices: { authorizePattern: everybody, authorizePublish: everybody } },
  });
  return port;
}

/**
 * And of its fourth.
 * @returns the port
 */
export async function serveClock(rig: Rig, schema: Schema): Promise<number> {
  const { port } = await serve(rig, schema, { procedures: { now: () => new Date() }, reflection: true });
  return port;
}

/** The page's schemas have no types here. */
async function serve(rig: Rig, schema: Schema, implementation: object): Promise<{ server: Server; port: number }> {
  const { server, port } = await rig.serve(schema, implementation as Implementation<Schema, object>);
  return { server: server as Server, port };
}
