import { defineSchema, fingerprintOf, HawserError, procedure, stream, topic } from "@hawser/core";
import type { Hello, Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

/** A schema whose every part depends on who asks. */
export const identitySchema = defineSchema({
  name: "identity",
  auth: z.object({ name: z.string(), rooms: z.array(z.string()) }),
  procedures: {
    guard: procedure({ input: z.string(), output: z.string() }),
    watch: procedure({ input: z.string(), output: stream(z.string()) }),
    whoami: procedure({ output: z.string() }),
  },
  topics: { room: topic({ params: z.object({ name: z.string() }), event: z.string() }) },
});

export const identityFingerprint = fingerprintOf(identitySchema.shape);

export interface Identity {
  readonly name: string;
  readonly rooms: readonly string[];
}

export type IdentityImplementation = Implementation<typeof identitySchema, Identity>;

export interface IdentityServer extends Served<typeof identitySchema> {
  /** Handlers of `guard` and `watch` that ended: the input, and the code of the signal. */
  readonly ended: string[];
  /** What `authenticate` was told of the identity before. */
  readonly previous: unknown[];
  readonly faults: string[];
  /** Lets the decision over whoever is called "slow" come. */
  decide(): void;
}

/**
 * Starts a server of {@link identitySchema}. `guard` and `watch` demand the right to a room and never end by themselves.
 * "mallory" is refused, and over "broken" nobody can decide.
 */
export async function serveIdentity(
  rig: Rig,
  overrides: Partial<IdentityImplementation> = {},
): Promise<IdentityServer> {
  const ended: string[] = [];
  const previous: unknown[] = [];
  const faults: string[] = [];
  let pending: (() => void)[] = [];
  const hasRoom =
    (room: string) =>
    ({ rooms }: Identity): boolean => {
      if (rooms.includes("broken")) throw new Error("the database is away");
      return rooms.includes(room);
    };
  const aborted = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve((signal.reason as { code: string }).code));
    });
  const implementation: IdentityImplementation = {
    authenticate: ({ auth, previous: before }: Hello<typeof identitySchema>) => {
      previous.push((before as Identity | undefined)?.name);
      if (auth.name === "mallory") throw new HawserError("unauthenticated", "not you");
      if (auth.name === "broken") throw new Error("the database is away");
      const context = { ...auth };
      if (auth.name !== "slow") return context;
      return new Promise((resolve) => pending.push(() => resolve(context)));
    },
    procedures: {
      guard: async (room, call) => {
        call.require(hasRoom(room), `no right to ${room}`);
        const code = await aborted(call.signal);
        ended.push(`${room}: ${code}`);
        return code;
      },
      watch: async function* (room, call) {
        call.require(hasRoom(room), `no right to ${room}`);
        try {
          yield "begun";
          await aborted(call.signal);
        } finally {
          ended.push(`${room}: ${(call.signal.reason as { code: string }).code}`);
        }
      },
      whoami: (_input, { context }) => context.name,
    },
    topics: { room: { authorize: ({ name }, { context }) => hasRoom(name)(context) } },
    onError: ({ cause }) => faults.push(String(cause)),
    ...overrides,
  };
  const decide = (): void => {
    const all = pending;
    pending = [];
    for (const go of all) go();
  };
  return { ...(await rig.serve(identitySchema, implementation as never)), ended, previous, faults, decide };
}
