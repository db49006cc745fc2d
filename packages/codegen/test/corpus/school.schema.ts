import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// A school: timetables as nested records, grades of several systems.

const Grade = z
  .union([z.literal(["A", "B", "C", "D", "F"]), z.number().min(0).max(100), z.literal("pass")])
  .meta({ id: "Grade" });
const Day = z.enum(["monday", "tuesday", "wednesday", "thursday", "friday"]);
const Lesson = z.object({
  subject: z.string(),
  teacher: z.string(),
  room: z.string(),
  substitution: z.boolean().optional(),
});
const Student = z.object({
  id: z.int(),
  firstName: z.string(),
  lastName: z.string(),
  form: z.templateLiteral([z.int().min(5).max(13), z.enum(["a", "b", "c"])]),
  guardians: z.array(z.email()),
});

const Assignment = z.object({
  id: z.int(),
  title: z.string(),
  dueOn: z.iso.date(),
  points: z.int(),
  questions: z.array(
    z.union([
      z.object({ text: z.string() }),
      z.object({ text: z.string(), options: z.array(z.string()), correct: z.int().optional() }),
    ]),
  ),
});

export default defineSchema({
  name: "school",
  auth: z.object({ user: z.string(), role: z.enum(["student", "teacher", "guardian"]) }),
  procedures: {
    timetable: procedure({
      input: z.object({ form: z.string(), week: z.int().min(1).max(53).optional() }),
      output: z.partialRecord(Day, z.array(Lesson.nullable())),
    }),
    students: {
      of: procedure({ input: z.object({ form: z.string() }), output: z.array(Student) }),
      absent: procedure({ input: z.object({ student: z.int(), on: z.iso.date(), reason: z.string().optional() }) }),
    },
    assignments: {
      list: procedure({ input: z.object({ subject: z.string() }), output: z.array(Assignment) }),
      hand: {
        in: procedure({
          input: z.object({ assignment: z.int(), answers: z.map(z.int(), z.union([z.string(), z.int()])) }),
          errors: { TooLate: z.object({ dueOn: z.iso.date() }) },
        }),
      },
      grade: procedure({
        input: z.object({ assignment: z.int(), student: z.int(), grade: Grade, remark: z.string().nullable() }),
      }),
    },
    report: procedure({
      input: z.object({ student: z.int() }),
      output: z.record(z.string(), z.object({ grade: Grade, trend: z.literal([-1, 0, 1]) })),
    }),
  },
  topics: {
    substitutions: topic({
      params: z.object({ form: z.string() }),
      event: z.object({ day: Day, lesson: z.int(), now: Lesson.nullable() }),
      history: { size: 20, ageMs: 86_400_000 },
    }),
  },
});
