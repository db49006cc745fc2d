import { defineSchema, fingerprintOf, procedure, topic } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

const params = z.object({ symbol: z.string() });
const event = z.object({ key: z.string(), body: z.union([z.string(), z.int()]) });
const ageMs = 3_600_000;

/** A schema of topics whose params may be left open, with a policy each. */
export const patternsSchema = defineSchema({
  name: "patterns",
  auth: z.object({ who: z.string() }).optional(),
  procedures: { echo: procedure({ input: z.any(), output: z.any() }) },
  topics: {
    conflate: topic({ params, event, slowConsumer: "conflate", conflateBy: "key", wildcards: ["symbol"] }),
    disconnect: topic({ params, event, wildcards: ["symbol"] }),
    drop: topic({ params, event, slowConsumer: "drop", wildcards: ["symbol"] }),
    latest: topic({ params, event, retain: true, wildcards: ["symbol"] }),
    plain: topic({ params, event }),
    // Its number is 5.
    prices: topic({
      params: z.object({ market: z.string().min(1), symbol: z.string(), board: z.int().optional() }),
      event,
      history: { size: 5, ageMs },
      wildcards: ["market", "symbol"],
    }),
    resume: topic({ params, event, history: { size: 1_000, ageMs }, wildcards: ["symbol"] }),
    typed: topic({
      params: z.object({ at: z.date().optional(), big: z.bigint(), list: z.array(z.int()) }),
      event,
      history: { size: 5, ageMs },
      wildcards: ["at", "big", "list"],
    }),
  },
});

export const patternsFingerprint = fingerprintOf(patternsSchema.shape);

export type PatternsImplementation = Implementation<typeof patternsSchema, { readonly who: string }>;

export interface PatternsServer extends Served<typeof patternsSchema> {
  /** Patterns of the market "?", which wait for their decision, in their order. */
  readonly decisions: ((isAllowed: boolean) => void)[];
  /** What `authorizePattern` of prices was asked: who, and what is given. */
  readonly asked: unknown[];
  readonly faults: string[];
}

/** Starts a server of {@link patternsSchema}. Nobody may hear of the market "closed", and "banned" of none. */
export async function servePatterns(
  rig: Rig,
  overrides: Partial<PatternsImplementation> = {},
): Promise<PatternsServer> {
  const decisions: ((isAllowed: boolean) => void)[] = [];
  const asked: unknown[] = [];
  const faults: string[] = [];
  const free = { authorizePattern: () => true };
  const implementation: PatternsImplementation = {
    authenticate: ({ auth }) => ({ who: auth?.who ?? "anybody" }),
    procedures: { echo: (value: unknown) => value },
    topics: {
      conflate: free,
      disconnect: free,
      drop: free,
      latest: free,
      resume: free,
      typed: free,
      prices: {
        authorizePattern: (given, { context: { who } }) => {
          asked.push([who, given]);
          if (given.market === "broken") throw new Error("the database is away");
          if (given.market === "?") return new Promise<boolean>((resolve) => decisions.push(resolve));
          return given.market !== "closed" && who !== "banned";
        },
      },
    },
    onError: ({ during, path, cause }) => faults.push(`${during} ${path}: ${String(cause)}`),
    ...overrides,
  };
  return { ...(await rig.serve(patternsSchema, implementation as never)), decisions, asked, faults };
}
