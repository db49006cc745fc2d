import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// Devices: shadows that are merged, commands with deadlines, firmware as bytes.

const DeviceId = z.templateLiteral(["dev-", z.int().min(0)]);
const Reading = z.object({
  sensor: z.enum(["temperature", "humidity", "pressure", "motion"]),
  value: z.union([z.number(), z.boolean()]),
  quality: z.literal([0, 1, 2]),
  takenAt: z.date(),
});

const Desired = z
  .object({
    intervalMs: z.int().min(100),
    led: z.enum(["off", "on", "blink"]),
    thresholds: z.record(z.string(), z.tuple([z.number(), z.number()])),
  })
  .partial();

const Shadow = z
  .object({ desired: Desired, reported: Desired, version: z.int(), lastSeen: z.date().nullable() })
  .meta({ id: "Shadow" });

const Command = z.discriminatedUnion("name", [
  z.object({ name: z.literal("reboot"), afterMs: z.int().optional() }),
  z.object({ name: z.literal("configure"), desired: Desired }),
  z.object({ name: z.literal("update"), firmware: z.string(), sha256: z.instanceof(Uint8Array) }),
]);

export default defineSchema({
  name: "iot",
  auth: z.object({ device: DeviceId.optional(), certificate: z.instanceof(Uint8Array) }),
  procedures: {
    devices: {
      list: procedure({
        input: z.object({ tag: z.string() }).optional(),
        output: z.array(z.object({ id: DeviceId, tags: z.set(z.string()), shadow: Shadow })),
      }),
      shadow: procedure({ input: z.object({ id: DeviceId }), output: Shadow }),
      command: procedure({
        input: z.object({ id: DeviceId, command: Command }),
        output: z.object({ acceptedAt: z.date() }),
        errors: { Offline: z.object({ since: z.date().nullable() }), Unsupported: z.object({ firmware: z.string() }) },
        idempotent: true,
      }),
    },
    report: procedure({ description: "Takes readings as they are taken.", input: stream(Reading) }),
    firmware: {
      download: procedure({ input: z.object({ version: z.string() }), output: stream(z.instanceof(Uint8Array)) }),
      upload: procedure({
        input: stream(z.instanceof(Uint8Array)),
        output: z.object({ version: z.string(), bytes: z.int() }),
      }),
    },
  },
  topics: {
    readings: topic({
      params: z.object({ device: DeviceId, sensor: Reading.shape.sensor.optional() }),
      event: Reading,
      history: { size: 200, ageMs: 600_000 },
    }),
    commands: topic({ params: z.object({ device: DeviceId }), event: Command, history: { size: 20, ageMs: 60_000 } }),
    shadows: topic({ params: z.object({ device: DeviceId }), event: Shadow, retain: true }),
  },
});
