import { defineSchema, fingerprintOf, procedure, topic } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

/** A schema with one of everything that a rule speaks of. */
export const rulesSchema = defineSchema({
  name: "rules",
  procedures: {
    add: procedure({ input: z.object({ a: z.int(), b: z.int() }), output: z.int() }),
    echo: procedure({ input: z.any(), output: z.any() }),
    fail: procedure({ input: z.string(), output: z.string(), errors: { Refused: z.object({ why: z.any() }) } }),
    nothing: procedure({}),
    take: procedure({ input: z.any() }),
    wait: procedure({ input: z.string(), output: z.string() }),
  },
  topics: {
    log: topic({ event: z.object({ line: z.string(), at: z.date() }) }),
    news: topic({ event: z.string() }),
    room: topic({ params: z.object({ name: z.string(), floor: z.int().optional() }), event: z.string() }),
  },
});

export const rulesFingerprint = fingerprintOf(rulesSchema.shape);

export type RulesImplementation = Implementation<typeof rulesSchema, object>;

export interface RulesServer extends Served<typeof rulesSchema> {
  /**
   * What waits for the test: calls of `wait` by their input, and subscriptions to a room whose name begins with "?". A
   * call ends by itself when it is aborted, unless its input begins with "stubborn".
   */
  readonly waiting: ReadonlyMap<string, Waiting>;
  /** Calls of `wait` that were aborted, with the code of the reason. */
  readonly aborted: [name: string, code: string][];
  /** What `onError` was told, with the cause as text. */
  readonly faults: readonly { during: string; path?: string; cause: string }[];
}

export interface Waiting {
  answer(text: string): void;
}

/** Starts a server of {@link rulesSchema}. */
export async function serveRules(rig: Rig, overrides: Partial<RulesImplementation> = {}): Promise<RulesServer> {
  const waiting = new Map<string, Waiting>();
  const aborted: [string, string][] = [];
  const faults: { during: string; path?: string; cause: string }[] = [];
  const wait = async (name: string) => {
    const text = await new Promise<string>((answer) => waiting.set(name, { answer }));
    waiting.delete(name);
    return text;
  };
  const implementation: RulesImplementation = {
    procedures: {
      add: ({ a, b }) => a + b,
      echo: (value: unknown) => value,
      fail: (how, call) => {
        if (how === "declared") throw call.error("Refused", { why: new Date(5) }, "no, thank you");
        if (how === "forbidden") throw call.forbidden("not you");
        if (how === "data that cannot travel") throw call.error("Refused", { why: () => 0 });
        if (how === "a wrong output") return 5 as unknown as string;
        throw new Error("the password is hunter2");
      },
      nothing: () => undefined,
      take: () => undefined,
      wait: (name, { signal }) => {
        signal.addEventListener("abort", () => {
          aborted.push([name, (signal.reason as { code: string }).code]);
          if (!name.startsWith("stubborn")) waiting.get(name)?.answer("nobody listens");
        });
        return wait(name);
      },
    },
    topics: {
      room: {
        authorize: async ({ name }) => {
          if (name === "closed") return false;
          if (name === "broken") throw new Error("the database is away");
          return !name.startsWith("?") || (await wait(name)) === "yes";
        },
      },
    },
    // An error holds on to the objects of its stack, and with them to the connection.
    onError: (fault) => faults.push({ ...fault, cause: String(fault.cause) }),
    ...overrides,
  };
  return { ...(await rig.serve(rulesSchema, implementation)), waiting, aborted, faults };
}
