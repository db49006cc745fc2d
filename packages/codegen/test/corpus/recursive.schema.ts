import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Types that contain themselves: a tree, a list, JSON by hand, two types that hold each other.

const Tree = z.object({
  label: z.string(),
  get children() {
    return z.array(Tree);
  },
});

const List = z
  .object({
    head: z.int(),
    get tail() {
      return List.nullable();
    },
  })
  .meta({ id: "List" });

const Json: z.ZodType = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(Json), z.record(z.string(), Json)]),
);

const Department = z
  .object({
    name: z.string(),
    get head() {
      return Employee.optional();
    },
    get staff() {
      return z.array(Employee);
    },
  })
  .meta({ id: "Department" });

const Employee = z
  .object({
    name: z.string(),
    get department() {
      return Department.nullable();
    },
    get reports() {
      return z.map(z.string(), Employee).optional();
    },
  })
  .meta({ id: "Employee" });

const Formula = z
  .union([
    z.number(),
    z.object({
      op: z.enum(["+", "-", "*"]),
      get of() {
        return z.tuple([z.number(), z.number()], z.number());
      },
    }),
  ])
  .meta({ id: "Formula" });

export default defineSchema({
  name: "recursive",
  procedures: {
    tree: procedure({ input: Tree, output: Tree }),
    forest: procedure({ input: z.record(z.string(), Tree), output: z.set(z.string()) }),
    list: { reverse: procedure({ input: List, output: List.nullable() }) },
    json: {
      put: procedure({ input: z.object({ path: z.array(z.union([z.string(), z.int()])), value: Json }), output: Json }),
    },
    company: {
      department: procedure({ input: Department, output: Employee.optional() }),
      employee: procedure({ input: Employee, output: Department }),
    },
    evaluate: procedure({ input: Formula, output: z.number() }),
  },
  topics: {
    grown: topic({ event: Tree, publish: true }),
    hired: topic({ params: z.object({ under: List.optional() }), event: Employee }),
  },
});
