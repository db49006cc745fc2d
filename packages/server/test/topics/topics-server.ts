import { defineSchema, fingerprintOf, topic } from "@hawser/core";
import { type Broker, createServer } from "@hawser/server";
import { z } from "zod";

const event = z.object({ key: z.string(), n: z.int(), filler: z.string().optional() });
const history = { size: 100_000, ageMs: 3_600_000 };

/** A topic per policy. */
export const policiesSchema = defineSchema({
  name: "policies",
  procedures: {},
  topics: {
    conflate: topic({ event, slowConsumer: "conflate", conflateBy: "key" }),
    disconnect: topic({ event }),
    drop: topic({ event, slowConsumer: "drop" }),
    resume: topic({ event, history }),
    retained: topic({ event, retain: true, slowConsumer: "drop" }),
    short: topic({ event, history: { size: 5, ageMs: 3_600_000 } }),
  },
});

export const policiesFingerprint = fingerprintOf(policiesSchema.shape);

export type PolicyName = keyof typeof policiesSchema.topics;

/** Events wait for a connection up to so many bytes. */
export const maxEventBytes = 2_000;

export function createPoliciesServer(broker?: Broker) {
  const faults: { during: string; cause: string }[] = [];
  const server = createServer(policiesSchema, {
    procedures: {},
    limits: { maxEventBytes },
    onError: ({ during, cause }) => faults.push({ during, cause: String(cause) }),
    ...(broker && { broker }),
  });
  return { server, faults };
}
