import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Users and how they get in: transforms and coercion, so that the two sides differ.

const Email = z.email().meta({ id: "Email" });

const User = z
  .object({
    id: z.uuid(),
    email: Email,
    name: z.string().nullable(),
    roles: z.set(z.enum(["admin", "editor", "viewer"])),
    locale: z.string().default("en"),
    createdAt: z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    }),
    preferences: z.object({ theme: z.enum(["light", "dark"]).catch("light"), density: z.number().prefault(1) }),
  })
  .meta({ id: "User" });

const Second = z.discriminatedUnion("factor", [
  z.object({ factor: z.literal("totp"), code: z.string().regex(/^\d{6}$/) }),
  z.object({ factor: z.literal("passkey"), assertion: z.instanceof(Uint8Array), counter: z.int() }),
]);

const Session = z.object({ id: z.string(), token: z.string(), expiresAt: z.date(), device: z.string().optional() });

export default defineSchema({
  name: "accounts",
  auth: z.object({ token: z.string() }).optional(),
  procedures: {
    signUp: procedure({
      input: z.object({ email: Email, password: z.string().min(12), name: z.string().optional() }),
      output: Session,
      errors: { EmailTaken: z.object({ email: Email }) },
    }),
    signIn: procedure({
      description: "Opens a session. May ask for a second factor.",
      input: z.object({ email: Email, password: z.string(), second: Second.optional() }),
      output: Session,
      errors: {
        WrongPassword: z.object({ attemptsLeft: z.int() }),
        SecondFactorNeeded: z.object({ factors: z.array(z.enum(["totp", "passkey"])) }),
      },
    }),
    me: procedure({ output: User }),
    update: procedure({ input: z.object({ name: z.string().nullish(), locale: z.string().optional() }), output: User }),
    import: procedure({
      input: z.object({
        age: z.coerce.number(),
        active: z.codec(z.enum(["yes", "no"]), z.boolean(), {
          decode: (text) => text === "yes",
          encode: (is) => (is ? "yes" : "no"),
        }),
        born: z
          .string()
          .regex(/^\d{4}$/)
          .transform(Number)
          .pipe(z.number()),
      }),
    }),
    sessions: {
      list: procedure({ output: z.array(Session) }),
      revoke: procedure({ input: z.object({ id: z.string() }) }),
    },
    admin: {
      find: procedure({
        input: z.object({ text: z.string(), roles: z.set(z.enum(["admin", "editor", "viewer"])).optional() }),
        output: z.array(User),
      }),
      disable: procedure({ input: z.object({ id: z.uuid(), until: z.date().nullable() }) }),
    },
  },
  topics: {
    signedOut: topic({
      params: z.object({ user: z.uuid() }),
      event: z.object({ session: z.string(), by: z.enum(["self", "admin", "expiry"]) }),
    }),
  },
});
