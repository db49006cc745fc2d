import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Calendars: recurrence, attendees, dates as text and as instants.

const Weekday = z.enum(["mo", "tu", "we", "th", "fr", "sa", "su"]);

const Recurrence = z.object({
  every: z.int().min(1).default(1),
  unit: z.enum(["day", "week", "month", "year"]),
  on: z.array(Weekday).optional(),
  until: z.union([z.iso.date(), z.int().min(1)]).nullable(),
});

const Attendee = z.object({
  email: z.email(),
  name: z.string().optional(),
  answer: z.enum(["yes", "no", "maybe"]).nullable(),
});

const When = z.union([
  z.object({ day: z.iso.date(), days: z.int().min(1) }),
  z.object({ from: z.date(), to: z.date(), zone: z.string() }),
]);

const Event = z.object({
  id: z.uuid(),
  title: z.string().min(1),
  when: When,
  where: z.string().optional(),
  organizer: Attendee,
  attendees: z.array(Attendee),
  recurrence: Recurrence.nullish(),
  reminders: z.array(z.object({ minutesBefore: z.int(), by: z.enum(["mail", "push"]) })),
});

export default defineSchema({
  name: "calendar",
  auth: z.object({ token: z.string() }),
  procedures: {
    events: {
      between: procedure({
        input: z.object({ from: z.date(), to: z.date(), calendars: z.array(z.string()).optional() }),
        output: z.array(Event),
      }),
      create: procedure({ input: Event.omit({ id: true }), output: Event, idempotent: true }),
      answer: procedure({
        input: z.object({ id: z.uuid(), answer: z.enum(["yes", "no", "maybe"]), comment: z.string().nullish() }),
        output: Event,
        errors: { NotInvited: z.object({ email: z.email() }) },
      }),
      delete: procedure({
        input: z.object({ id: z.uuid(), scope: z.enum(["this", "following", "all"]).default("this") }),
      }),
    },
    freeBusy: procedure({
      description: "When somebody has time.",
      input: z.object({ of: z.array(z.email()).max(20), from: z.date(), to: z.date() }),
      output: z.record(z.string(), z.array(z.tuple([z.date(), z.date()]))),
    }),
  },
  topics: {
    changes: topic({
      params: z.object({ calendar: z.string() }),
      event: z.object({ id: z.uuid(), event: Event.nullable() }),
      slowConsumer: "conflate",
      conflateBy: "id",
    }),
  },
});
