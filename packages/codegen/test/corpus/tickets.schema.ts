import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Support tickets: custom fields of any type, filters that contain themselves.

const Person = z.object({ id: z.int(), name: z.string(), email: z.email(), isStaff: z.boolean() });

const Value = z.union([z.string(), z.number(), z.boolean(), z.date(), z.array(z.string()), z.null()]);

const Filter = z
  .object({
    get all() {
      return z.array(Filter).optional();
    },
    get any() {
      return z.array(Filter).optional();
    },
    get not() {
      return Filter.optional();
    },
    field: z.string().optional(),
    equals: Value.optional(),
  })
  .meta({ id: "Filter", description: "All that is given has to hold." });

const Comment = z.object({ id: z.int(), author: Person, text: z.string(), isInternal: z.boolean(), at: z.date() });

const Ticket = z.object({
  id: z.int(),
  subject: z.string().max(200),
  priority: z.enum(["low", "normal", "high", "urgent"]),
  status: z.enum(["new", "open", "waiting", "solved"]),
  requester: Person,
  assignee: Person.nullable(),
  watchers: z.array(Person),
  fields: z.record(z.string(), Value),
  comments: z.array(Comment),
  due: z.date().nullish(),
});

export default defineSchema({
  name: "tickets",
  auth: z.object({ token: z.string() }),
  procedures: {
    search: procedure({
      input: z.object({ filter: Filter, sort: z.tuple([z.string(), z.enum(["asc", "desc"])]).optional() }),
      output: z.object({ tickets: z.array(Ticket), more: z.boolean() }),
    }),
    get: procedure({
      input: z.int(),
      output: Ticket,
      errors: { NotFound: z.object({ id: z.int() }), Moved: z.object({ to: z.int() }) },
    }),
    update: procedure({
      input: z.object({
        id: z.int(),
        patch: Ticket.pick({ subject: true, priority: true, status: true, fields: true }).partial(),
      }),
      output: Ticket,
      errors: { Locked: z.object({ by: Person, since: z.date() }) },
    }),
    comment: procedure({
      input: z.object({ id: z.int(), text: z.string(), isInternal: z.boolean().default(false) }),
      output: Comment,
      idempotent: true,
    }),
    merge: procedure({
      description: "Makes one ticket of several.",
      input: z.object({ into: z.int(), from: z.set(z.int()) }),
      output: Ticket,
    }),
  },
  topics: {
    queue: topic({
      params: z.object({ team: z.string() }),
      event: z.object({ id: z.int(), ticket: Ticket }),
      slowConsumer: "conflate",
      conflateBy: "id",
    }),
    viewing: topic({
      params: z.object({ id: z.int() }),
      event: z.null(),
      presence: z.object({ agent: z.string(), isTyping: z.boolean() }),
    }),
  },
});
