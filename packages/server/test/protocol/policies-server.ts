import { defineSchema, fingerprintOf, procedure, topic } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

const event = z.object({ key: z.string(), body: z.union([z.string(), z.int()]) });
const ageMs = 3_600_000;

/** A topic per policy, and one to which clients publish. */
export const policiesSchema = defineSchema({
  name: "policies",
  procedures: { echo: procedure({ input: z.any(), output: z.any() }) },
  topics: {
    conflate: topic({ event, slowConsumer: "conflate", conflateBy: "key" }),
    disconnect: topic({ event }),
    drop: topic({ event, slowConsumer: "drop" }),
    // Its number is 3.
    open: topic({
      params: z.object({ room: z.string() }),
      event: z.object({ text: z.string().min(1), at: z.date().default(() => new Date(5)) }),
      publish: true,
      history: { size: 100, ageMs },
    }),
    resume: topic({ event, history: { size: 1_000, ageMs } }),
    retained: topic({ event, retain: true }),
    short: topic({ event, history: { size: 3, ageMs } }),
  },
});

export const policiesFingerprint = fingerprintOf(policiesSchema.shape);

export type PoliciesImplementation = Implementation<typeof policiesSchema, object>;

export interface PoliciesServer extends Served<typeof policiesSchema> {
  /** What `authorizePublish` was asked: params and events. */
  readonly asked: unknown[];
  /** Publishes to room "?" that wait for their decision. */
  readonly decisions: ((isAllowed: boolean) => void)[];
  readonly faults: string[];
}

export async function servePolicies(
  rig: Rig,
  overrides: Partial<PoliciesImplementation> = {},
): Promise<PoliciesServer> {
  const asked: unknown[] = [];
  const decisions: ((isAllowed: boolean) => void)[] = [];
  const faults: string[] = [];
  const served = await rig.serve(policiesSchema, {
    procedures: { echo: (value: unknown) => value },
    topics: {
      open: {
        authorizePublish: ({ room }, { events }) => {
          asked.push([room, events.map(({ text }) => text)]);
          if (room === "broken") throw new Error("the database is away");
          if (room === "?") return new Promise((resolve) => decisions.push(resolve));
          return room !== "closed";
        },
      },
    },
    onError: ({ during, path, cause }) => faults.push(`${during} ${path}: ${String(cause)}`),
    ...overrides,
  });
  return { ...served, asked, decisions, faults };
}
