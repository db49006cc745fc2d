import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Notifications over several channels, with rules for when to be quiet.

const Time = z.templateLiteral([z.enum(["00", "06", "12", "18", "22"]), ":", z.enum(["00", "30"])]);

const Channel = z.discriminatedUnion("via", [
  z.object({ via: z.literal("push"), token: z.string(), platform: z.enum(["ios", "android", "web"]) }),
  z.object({ via: z.literal("mail"), address: z.email(), digest: z.enum(["never", "daily", "weekly"]) }),
  z.object({ via: z.literal("sms"), number: z.e164() }),
]);

const Action = z.object({ label: z.string(), url: z.url(), style: z.enum(["primary", "plain"]).optional() });

const Notification = z
  .object({
    id: z.ulid(),
    title: z.string().max(120),
    body: z.string().optional(),
    icon: z.url().nullable(),
    actions: z.array(Action).max(3),
    data: z.record(z.string(), z.unknown()),
    readAt: z.date().nullable(),
    createdAt: z.date(),
  })
  .meta({ id: "Notification" });

const Rules = z.object({
  quiet: z.object({ from: Time, to: Time, zone: z.string() }).optional(),
  muted: z.record(z.string(), z.union([z.literal(true), z.date()])),
  channels: z.array(Channel),
});

export default defineSchema({
  name: "notifications",
  auth: z.object({ user: z.string() }),
  procedures: {
    list: procedure({
      input: z.object({ unreadOnly: z.boolean().default(false), before: z.ulid().optional() }),
      output: z.array(Notification),
    }),
    read: procedure({ description: "Marks as read; without ids, all.", input: z.array(z.ulid()).optional() }),
    unread: procedure({ output: z.int() }),
    rules: { get: procedure({ output: Rules }), set: procedure({ input: Rules, output: Rules }) },
    channels: {
      add: procedure({ input: Channel, errors: { Unverified: z.object({ sentTo: z.string() }) } }),
      test: procedure({
        input: z.object({ index: z.int().min(0) }),
        output: z.union([z.literal("sent"), z.object({ failed: z.string() })]),
      }),
    },
  },
  topics: {
    inbox: topic({ event: Notification, history: { size: 50, ageMs: 86_400_000 } }),
    badge: topic({ event: z.object({ unread: z.int() }), retain: true, slowConsumer: "drop" }),
  },
});
