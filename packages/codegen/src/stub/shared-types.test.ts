import { defineSchema, type ProcedureTree, procedure, type SchemaShape, topic } from "@hawser/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { stubPartsOf } from "./stub-parts.js";

const Address = z.object({ street: z.string(), city: z.string() });
const Order = z.object({ id: z.string(), total: z.int(), paidAt: z.date().nullable(), lines: z.array(z.string()) });

/** The declarations of all payloads, and of what they share. */
function declarationsOf({ shape }: { shape: SchemaShape }): string[] {
  const { stub, types } = stubPartsOf(shape);
  for (const operation of stub.operations) {
    if (operation.kind === "topic") types.declare(operation.event, operation.topic.event, "output", {});
    else {
      const { procedure, input, output } = operation;
      if (procedure.input) types.declare(input as string, procedure.input, "input", {});
      if (procedure.output) types.declare(output as string, procedure.output, "output", {});
    }
  }
  types.declareShared();
  return types.take().map((text) => text.replace(/\s+/g, " "));
}

function schema(procedures: ProcedureTree): { shape: SchemaShape } {
  return defineSchema({ name: "test", procedures });
}

test("what fields have in common names an object", () => {
  const User = z.object({ billingAddress: Address, shippingAddress: Address.optional() });
  expect(declarationsOf(schema({ user: procedure({ output: User }) }))).toEqual([
    "export interface UserOutput { billingAddress: Address; shippingAddress?: Address | undefined; }",
    "export interface Address { city: string; street: string; }",
  ]);
});

test("the singular of a field names what is in its list", () => {
  const lists = { a: procedure({ output: z.object({ addresses: z.array(Address) }) }) };
  const maps = { b: procedure({ output: z.object({ homeAddresses: z.record(z.string(), Address) }) }) };
  expect(declarationsOf(schema({ ...lists, ...maps }))).toContain("export interface AOutput { addresses: Address[]; }");
});

test("a large object is named after its first use where no fields agree", () => {
  const procedures = {
    orders: {
      get: procedure({ output: Order }),
      list: procedure({ output: z.array(Order) }),
      place: procedure({ output: Order }),
    },
  };
  expect(declarationsOf(schema(procedures))).toEqual([
    "export type OrdersListOutput = OrdersGetOutput[];",
    "export type OrdersPlaceOutput = OrdersGetOutput;",
    "export interface OrdersGetOutput { id: string; lines: string[]; paidAt: Date | null; total: number; }",
  ]);
});

test("a use as a whole gives the name before one as a part", () => {
  const orders = { all: procedure({ output: z.object({ first: Order }) }), get: procedure({ output: Order }) };
  expect(declarationsOf(schema({ orders }))[0]).toBe("export interface OrdersAllOutput { first: OrdersGetOutput; }");
});

test("small objects without a field in common stay apart", () => {
  const Done = z.object({ at: z.date(), by: z.string() });
  const procedures = { pause: procedure({ output: Done }), resume: procedure({ output: Done }) };
  expect(declarationsOf(schema(procedures))).toEqual([
    "export interface PauseOutput { at: Date; by: string; }",
    "export interface ResumeOutput { at: Date; by: string; }",
  ]);
});

test("sides that are printed differently stay apart", () => {
  const procedures = { a: procedure({ input: Order, output: Order }), b: procedure({ input: Order, output: Order }) };
  const printed = declarationsOf(schema(procedures));
  expect(printed.slice(0, 2)).toEqual(["export type BInput = AInput;", "export type BOutput = AOutput;"]);
  expect(printed[2]).toContain("interface AInput { id: string; lines: readonly string[];");
  expect(printed[3]).toContain("interface AOutput { id: string; lines: string[];");
});

test("the other side of what has a name has the side behind it", () => {
  const Tags = z.object({ tags: z.array(z.string()), by: z.string() });
  const both = z.object({ firstTags: Tags, lastTags: Tags });
  const printed = declarationsOf(schema({ a: procedure({ input: both, output: both }) }));
  expect(printed).toContain("export interface AInput { firstTags: TagsInput; lastTags: TagsInput; }");
  expect(printed).toContain("export interface Tags { by: string; tags: string[]; }");
  expect(printed).toContain("export interface TagsInput { by: string; tags: readonly string[]; }");
});

test("what stands in one shared object only is no second place", () => {
  const Holder = z.object({ id: z.string(), home: Address, from: z.date(), to: z.date() });
  const printed = declarationsOf(schema({ a: procedure({ output: Holder }), b: procedure({ output: Holder }) }));
  expect(printed).toEqual([
    "export type BOutput = AOutput;",
    "export interface AOutput { from: Date; home: AOutputHome; id: string; to: Date; }",
    "export interface AOutputHome { city: string; street: string; }",
  ]);
});

test("a name that is taken makes way for the first use", () => {
  const Day = z.object({ day: z.int(), month: z.int() });
  const output = z.object({ startDate: Day, endDate: Day });
  expect(declarationsOf(schema({ trip: procedure({ output }) }))[0]).toBe(
    "export interface TripOutput { endDate: TripOutputEndDate; startDate: TripOutputEndDate; }",
  );
});

test("docs are kept where all places have the same", () => {
  const described = Address.describe("Where somebody lives.");
  const same = z.object({ home: described, secondHome: described });
  expect(declarationsOf(schema({ a: procedure({ output: same }) }))[1]).toContain("/** Where somebody lives. */");
  const other = z.object({ home: described, secondHome: Address.describe("Where somebody rests.") });
  expect(declarationsOf(schema({ a: procedure({ output: other }) }))[1]).toBe(
    "export interface Home { city: string; street: string; }",
  );
});

test("the name that the user gave stays", () => {
  const Named = z.object({ a: z.string(), b: z.string(), c: z.string(), d: z.string() }).meta({ id: "Named" });
  const topics = { changed: topic({ event: Named }) };
  const procedures = { get: procedure({ output: Named }), set: procedure({ input: Named }) };
  expect(declarationsOf(defineSchema({ name: "test", procedures, topics }))).toEqual([
    "export type ChangedEvent = Named;",
    "export type GetOutput = Named;",
    "export type SetInput = Named;",
    "export interface Named { a: string; b: string; c: string; d: string; }",
  ]);
});
