import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Customers: companies that hold contacts that hold companies, intersections, loose objects.

const Audit = z.object({ createdAt: z.date(), createdBy: z.string(), updatedAt: z.date().nullable() });

const Company = z
  .object({
    id: z.string(),
    name: z.string(),
    domains: z.array(z.string()),
    size: z.union([z.int(), z.tuple([z.int(), z.int()])]).optional(),
    get contacts() {
      return z.array(Contact);
    },
  })
  .meta({ id: "Company" });

const Contact = z
  .object({
    id: z.string(),
    name: z.string(),
    emails: z.array(z.email()),
    phones: z.record(z.enum(["work", "home", "mobile"]), z.string().nullable()),
    get company() {
      return Company.nullable();
    },
  })
  .meta({ id: "Contact" });

const Deal = z.intersection(
  z.object({
    id: z.string(),
    title: z.string(),
    value: z.number(),
    stage: z.enum(["lead", "offer", "won", "lost"]),
    probability: z.number().min(0).max(1),
  }),
  Audit,
);

const Custom = z.looseObject({ source: z.string() });

const Activity = z.discriminatedUnion("type", [
  z.object({ type: z.literal("call"), minutes: z.int(), outcome: z.string() }),
  z.object({ type: z.literal("mail"), subject: z.string(), to: z.array(z.email()) }),
  z.object({ type: z.literal("task"), text: z.string(), dueAt: z.date().optional(), done: z.boolean() }),
]);

export default defineSchema({
  name: "crm",
  auth: z.object({ token: z.string() }),
  procedures: {
    companies: {
      get: procedure({ input: z.object({ id: z.string() }), output: Company }),
      enrich: procedure({ input: z.object({ domain: z.string() }), output: Custom.nullable() }),
    },
    contacts: {
      upsert: procedure({
        input: z.object({ name: z.string(), emails: z.array(z.email()).min(1), custom: Custom.optional() }),
        output: Contact,
        idempotent: true,
      }),
      find: procedure({ input: z.object({ text: z.string() }), output: z.array(Contact) }),
      merge: procedure({ input: z.tuple([z.string(), z.string()], z.string()), output: Contact }),
    },
    deals: {
      list: procedure({ output: z.array(Deal) }),
      move: procedure({
        input: z.object({ id: z.string(), to: z.enum(["lead", "offer", "won", "lost"]) }),
        output: Deal,
        errors: { NotAllowed: z.object({ from: z.string() }) },
      }),
    },
    activities: { log: procedure({ input: z.object({ contact: z.string(), activity: Activity }) }) },
  },
  topics: {
    activity: topic({
      params: z.object({ company: z.string() }),
      event: z.object({ contact: z.string(), activity: Activity, audit: Audit }),
      history: { size: 100, ageMs: 86_400_000 },
    }),
  },
});
