import type { ConnectionOptions } from "@hawser/client";
import { defineSchema, procedure } from "@hawser/core";
import { createServer, type Server, type Transport } from "@hawser/server";
import { expect, vi } from "vitest";
import { WebSocket } from "ws";
import { connect, type Floor } from "./golden/presence.client.js";
import schema from "./golden/presence.schema.js";

export interface OpenFloor {
  readonly server: Server<typeof schema, User>;
  /** A client of that user's, connected and in the encoding that was asked for. */
  enter(user: string, options?: Omit<ConnectionOptions, "auth" | "socket">): Promise<Entered>;
  close(): Promise<void>;
}

export interface Entered {
  readonly floor: Floor;
  /** Cuts the connection without a word. */
  cut(): void;
  /** Waits for the next connection after that. */
  back(): Promise<void>;
}

interface User {
  readonly user: string;
}

export const graceMs = 400;

/** A server of the schema, over a transport and in an encoding. It lets nobody take the nick of another, nor look into the dark exchange. */
export async function openFloor(encoding: "positional" | "maps", transport: Transport): Promise<OpenFloor> {
  const implementation = {
    limits: { presenceGraceMs: graceMs },
    authenticate: ({ auth }: { auth: User }) => auth,
    topics: {
      desk: {
        messages: {
          authorizePresence: (_: unknown, { context, data }: { context: User; data: { nick: string } }) =>
            data.nick.startsWith(context.user),
        },
      },
      auctions: { authorizePattern: () => true },
      prices: { authorizePattern: (_: unknown, { context }: { context: User }) => context.user !== "eve" },
      trades: {
        authorizePattern: ({ exchange }: { exchange?: string | undefined }) =>
          exchange !== undefined && exchange !== "dark",
      },
    },
  };
  const procedures = { idle: () => {} };
  const server: Server<typeof schema, User> =
    encoding === "positional"
      ? createServer(schema, { ...implementation, procedures })
      : createServer(newer, { ...implementation, procedures: { ...procedures, added: () => {} } });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport });
  const entered: Floor[] = [];
  return {
    server,
    enter: async (user, options) => {
      const sockets: WebSocket[] = [];
      let socketsAtCut = 0;
      const floor = connect(`ws://127.0.0.1:${port}`, {
        backoff: { initialMs: 1 },
        ...options,
        auth: { user },
        socket: (url, subprotocols) => {
          const socket = new WebSocket(url, subprotocols);
          sockets.push(socket);
          return socket;
        },
      });
      entered.push(floor);
      await floor.idle();
      expect(floor.connection.status).toMatchObject({ state: "open", encoding });
      return {
        floor,
        cut: () => {
          socketsAtCut = sockets.length;
          sockets.at(-1)?.terminate();
        },
        back: async () => {
          await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(socketsAtCut));
          await floor.idle();
        },
      };
    },
    close: async () => {
      await Promise.all(entered.map(({ connection }) => connection.close()));
      await vi.waitFor(() => expect(server.connectionCount).toBe(0));
      await server.close();
    },
  };
}

/** A server with one procedure more has another fingerprint, so the same client speaks to it in maps. */
const newer = defineSchema({
  name: "floor",
  auth: schema.auth,
  procedures: { ...schema.procedures, added: procedure({}) },
  topics: schema.topics,
});
