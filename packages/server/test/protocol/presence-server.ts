import { defineSchema, fingerprintOf, procedure, topic } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

const params = z.object({ name: z.string() });

/** A schema with rooms in which clients can be present. */
export const presenceSchema = defineSchema({
  name: "presence",
  auth: z.object({ who: z.string() }).optional(),
  procedures: { echo: procedure({ input: z.any(), output: z.any() }) },
  topics: {
    plain: topic({ event: z.string() }),
    // Its number is 1.
    room: topic({
      params,
      event: z.string(),
      presence: z.object({ name: z.string().min(1), at: z.date().default(() => new Date(5)) }),
    }),
  },
});

export const presenceFingerprint = fingerprintOf(presenceSchema.shape);

export interface Identity {
  readonly who: string;
}

export type PresenceImplementation = Implementation<typeof presenceSchema, Identity>;

export interface PresenceServer extends Served<typeof presenceSchema> {
  /** Checks of a room or of a member's name that begins with "?", which wait for their decision, in their order. */
  readonly decisions: ((isAllowed: boolean) => void)[];
  /** What `authorizePresence` was asked: who, the room, the member's name. */
  readonly asked: unknown[];
  readonly faults: string[];
}

/**
 * Starts a server of {@link presenceSchema}. Nobody may attend the room "closed", and who is called "banned" no room;
 * nobody may tell that its name is "forbidden", nor who is called "mute" anything. Over "broken" nobody can decide.
 */
export async function servePresence(
  rig: Rig,
  overrides: Partial<PresenceImplementation> = {},
): Promise<PresenceServer> {
  const decisions: ((isAllowed: boolean) => void)[] = [];
  const asked: unknown[] = [];
  const faults: string[] = [];
  const decide = (name: string, isAllowed: boolean): boolean | Promise<boolean> => {
    if (name === "broken") throw new Error("the database is away");
    return name.startsWith("?") ? new Promise((resolve) => decisions.push(resolve)) : isAllowed;
  };
  const implementation: PresenceImplementation = {
    authenticate: ({ auth }) => ({ who: auth?.who ?? "anybody" }),
    procedures: { echo: (value: unknown) => value },
    topics: {
      room: {
        authorize: ({ name }, { context: { who } }) => decide(name, name !== "closed" && who !== "banned"),
        authorizePresence: ({ name: room }, { context: { who }, data: { name } }) => {
          asked.push([who, room, name]);
          return decide(name, name !== "forbidden" && who !== "mute");
        },
      },
    },
    onError: ({ during, path, cause }) => faults.push(`${during} ${path}: ${String(cause)}`),
    ...overrides,
  };
  return { ...(await rig.serve(presenceSchema, implementation as never)), decisions, asked, faults };
}

/** How the parts of frames look in an encoding. */
export interface PresenceForms {
  readonly fingerprint: string;
  /** A room as a frame names it: topic and params. */
  room(name: string): [topic: unknown, params: unknown];
  /** What a member tells, on its way in and on its way out. */
  input(name: string): unknown;
  output(name: string): unknown;
}

export const presenceForms: Readonly<Record<"maps" | "positional", PresenceForms>> = {
  maps: {
    fingerprint: "",
    room: (name) => ["room", { name }],
    input: (name) => ({ name }),
    output: (name) => ({ name, at: new Date(5) }),
  },
  positional: {
    fingerprint: presenceFingerprint,
    room: (name) => [1, [name]],
    input: (name) => [null, name],
    output: (name) => [5, name],
  },
};

/** The secret of a member. */
export function keyOf(name: string): string {
  return `the key of ${name}`.padEnd(16, ".");
}
