import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// A clinic: codes of systems, quantities with units, vitals by the second.

const Coding = z.object({ system: z.url(), code: z.string(), display: z.string().optional() });
const Quantity = z.object({
  value: z.number(),
  unit: z.enum(["mmHg", "bpm", "°C", "%", "mg/dl"]),
  comparator: z.enum(["<", ">"]).optional(),
});

const Patient = z
  .object({
    id: z.uuid(),
    name: z.object({ given: z.array(z.string()).min(1), family: z.string() }),
    bornOn: z.iso.date(),
    sex: z.enum(["female", "male", "other", "unknown"]),
    allergies: z.array(Coding),
    contact: z.union([z.email(), z.e164()]).nullable(),
  })
  .meta({ id: "Patient", description: "Somebody under treatment." });

const Observation = z.object({
  id: z.uuid(),
  patient: z.uuid(),
  code: Coding,
  value: z.union([Quantity, z.boolean(), z.string(), z.object({ numerator: Quantity, denominator: Quantity })]),
  takenAt: z.date(),
  by: z.string().optional(),
});

const Dose = z.object({
  amount: Quantity,
  every: z.object({ hours: z.int() }).or(z.literal("once")),
  until: z.iso.date().nullable(),
});

const Prescription = z.object({
  id: z.uuid(),
  drug: Coding,
  dose: Dose,
  substitutes: z.array(Coding),
  note: z.string().nullish(),
});

export default defineSchema({
  name: "health",
  auth: z.object({ badge: z.instanceof(Uint8Array), pin: z.string().regex(/^\d{4}$/) }),
  procedures: {
    patients: {
      find: procedure({
        input: z.object({ family: z.string(), bornOn: z.iso.date().optional() }),
        output: z.array(Patient),
      }),
      admit: procedure({
        input: Patient.omit({ id: true }).extend({ ward: z.string() }),
        output: Patient,
        errors: { WardFull: z.object({ beds: z.int() }) },
      }),
    },
    observations: {
      record: procedure({ input: Observation.omit({ id: true }), output: Observation, idempotent: true }),
      history: procedure({
        input: z.object({ patient: z.uuid(), code: z.string(), since: z.date() }),
        output: stream(Observation),
      }),
    },
    prescribe: procedure({
      input: z.object({ patient: z.uuid(), prescription: Prescription.omit({ id: true }) }),
      output: Prescription,
      errors: {
        Interaction: z.object({ with: z.array(Prescription), severity: z.literal([1, 2, 3]) }),
        Allergy: Coding,
      },
    }),
  },
  topics: {
    vitals: topic({
      params: z.object({ bed: z.string() }),
      event: z.object({
        at: z.int(),
        pulse: Quantity.optional(),
        pressure: z.tuple([Quantity, Quantity]).optional(),
        wave: z.array(z.number()),
      }),
      slowConsumer: "drop",
    }),
    alarms: topic({
      params: z.object({ ward: z.string() }),
      event: z.object({ bed: z.string(), level: z.literal([1, 2, 3]), text: z.string() }),
      history: { size: 100, ageMs: 3_600_000 },
    }),
  },
});
