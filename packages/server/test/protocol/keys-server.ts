import { defineSchema, fingerprintOf, procedure } from "@hawser/core";
import type { Implementation } from "@hawser/server";
import { z } from "zod";
import type { Rig, Served } from "./over-transports.js";

/** A schema of procedures that may be called again, and of one that may not. */
export const keysSchema = defineSchema({
  name: "keys",
  metadata: { answer: z.object({ run: z.int() }) },
  procedures: {
    fail: procedure({
      input: z.string(),
      output: z.string(),
      errors: { Refused: z.object({ at: z.date() }) },
      idempotent: true,
    }),
    once: procedure({ input: z.string(), output: z.object({ run: z.int(), text: z.string() }), idempotent: true }),
    long: procedure({ idempotent: { windowMs: 1_000_000 } }),
    other: procedure({ input: z.string(), output: z.string(), idempotent: true }),
    plain: procedure({ input: z.string(), output: z.string() }),
    silent: procedure({ idempotent: true }),
    wait: procedure({ input: z.string(), output: z.int(), idempotent: true }),
  },
});

export const keysFingerprint = fingerprintOf(keysSchema.shape);

export type KeysImplementation = Implementation<typeof keysSchema, object>;

export interface KeysServer extends Served<typeof keysSchema> {
  /** The handlers that ran: path and key. */
  readonly runs: string[];
  /** Answers the call of `wait` with this input. */
  answer(input: string): void;
  /** Calls of `wait` that were aborted: the code of the reason. */
  readonly aborted: string[];
}

/** Starts a server of {@link keysSchema}. */
export async function serveKeys(rig: Rig, overrides: Partial<KeysImplementation> = {}): Promise<KeysServer> {
  const runs: string[] = [];
  const aborted: string[] = [];
  const waiting = new Map<string, () => void>();
  const ran = ({ path, idempotencyKey }: { path: string; idempotencyKey: string | undefined }): number =>
    runs.push(`${path} ${idempotencyKey}`);
  const implementation: KeysImplementation = {
    procedures: {
      fail: (how, call) => {
        ran(call);
        if (how === "declared") throw call.error("Refused", { at: new Date(5) }, "no, thank you");
        if (how === "forbidden") throw call.forbidden("not you");
        throw new Error("the password is hunter2");
      },
      once: (text, call) => {
        const run = ran(call);
        call.setAnswerMetadata({ run });
        return { run, text };
      },
      long: () => undefined,
      other: (text, call) => {
        ran(call);
        return text;
      },
      plain: (text, call) => {
        ran(call);
        return text;
      },
      silent: (_input, call) => void ran(call),
      wait: (name, call) => {
        const run = ran(call);
        const { signal } = call;
        return new Promise((resolve) => {
          const answer = (): void => {
            waiting.delete(name);
            resolve(run);
          };
          waiting.set(name, answer);
          signal.addEventListener("abort", () => {
            aborted.push((signal.reason as { code: string }).code);
            answer();
          });
        });
      },
    },
    onError: () => undefined,
    ...overrides,
  };
  return { ...(await rig.serve(keysSchema, implementation)), runs, aborted, answer: (name) => waiting.get(name)?.() };
}
