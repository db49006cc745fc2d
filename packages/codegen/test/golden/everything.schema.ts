import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Every kind of type, on both sides, and every name that could hurt.

const Color = z.enum(["red", "green", "blue"]).meta({ id: "color", description: "A colour of the palette." });

const Point = z.object({ x: z.number(), y: z.number() }).readonly().meta({ id: "Point" });

const Tree = z
  .object({
    label: z.string(),
    get children() {
      return z.array(Tree).optional();
    },
  })
  .meta({ id: "Tree", description: "A node and everything below it.\n\nIt may hold: */ and `code`." });

const Attachment = z
  .object({ name: z.string(), content: z.instanceof(Uint8Array), tags: z.array(z.string()) })
  .meta({ id: "Attachment" });

/** The names of globals and of what the stub itself declares. */
const Promised = z.object({ kept: z.string().optional() }).meta({ id: "Promise" });
const Dated = z.object({ at: z.date() }).meta({ id: "Date" });
const Counted = z.object({ n: z.number() }).meta({ id: "Number" });
const Chat = z.object({ chat: z.boolean() }).meta({ id: "everything" });

const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), center: Point, radius: z.number() }),
  z.object({ kind: z.literal("square-ish"), corner: Point, "side length": z.number() }),
  z.object({ kind: z.enum(["line", "ray"]), ends: z.tuple([Point, Point]) }),
]);

const Everything = z.object({
  any: z.any(),
  array: z.array(z.union([z.string(), z.number()])),
  bigint: z.bigint(),
  boolean: z.boolean(),
  bytes: z.instanceof(Uint8Array),
  catchall: z.object({ id: z.string() }).catchall(z.number()),
  color: Color,
  date: z.date(),
  defaulted: z.string().default("x"),
  empty: z.object({}),
  exact: z.exactOptional(z.string()),
  int: z.int(),
  json: z.json(),
  literals: z.literal(["a", 1, true, 10n, null]),
  loose: z.looseObject({ id: z.string(), note: z.string().optional() }),
  map: z.map(z.string(), z.object({ seen: z.date() })),
  nested: z.object({ deep: z.object({ deeper: z.array(z.object({ value: z.string().nullable() })) }) }),
  nullable: z.object({ a: z.string() }).nullable(),
  number: z.number(),
  old: z.string().optional().meta({ deprecated: true, description: "Use `color`." }),
  partialRecord: z.partialRecord(Color, z.number()),
  readonlyArray: z.array(z.string()).readonly(),
  record: z.record(z.string(), z.union([z.string(), z.null()])),
  recordOfEnum: z.record(Color, z.object({ count: z.int() })),
  recordOfTemplate: z.record(z.templateLiteral(["x-", z.string()]), z.string()),
  set: z.set(z.int()),
  shape: Shape,
  string: z.string(),
  template: z.templateLiteral(["v", z.int(), "`${", z.enum(["a", "b"])]),
  tuple: z.tuple([z.string(), z.number().optional()], z.boolean()),
  undefined: z.undefined(),
  union: z.union([z.string(), z.date(), z.object({ a: z.string() }), z.object({ a: z.string(), b: z.int() })]),
  unknown: z.unknown(),
  "with space": z.string(),
  größe: z.number(),
});

export default defineSchema({
  name: "everything",
  auth: z.object({ token: z.string(), key: z.instanceof(Uint8Array) }).optional(),
  procedures: {
    connect: procedure({ description: "Named like the function that connects." }),
    default: procedure({ output: z.literal("ok") }),
    delete: procedure({
      description: "Ends here? */ No.",
      deprecated: true,
      input: z.literal("yes"),
      output: Everything,
    }),
    encodeNumber: procedure({ input: Counted }),
    input: procedure({ input: z.string(), output: z.string() }),
    nested: {
      "get-all": procedure({ input: Everything, output: z.array(Everything) }),
      "2fa": { options: procedure({ input: z.object({ code: z.string() }).optional(), output: z.undefined() }) },
      tree: procedure({ input: Tree, output: Tree.nullable() }),
    },
    paint: procedure({
      input: z.object({ attachment: Attachment, color: Color, point: Point }),
      output: z.object({ attachment: Attachment, date: Dated, chat: Chat, promise: Promised, number: Counted }),
      errors: {
        OutOfPaint: z.object({ left: z.array(Color) }),
        WrongWall: z.string(),
        Forever: Tree,
      },
    }),
  },
  topics: {
    nested: { added: topic({ params: z.object({ under: Tree.optional() }), event: Tree }) },
    schema: topic({ event: Counted }),
    painted: topic({ deprecated: true, params: Attachment, event: Shape }),
    tick: topic({ event: z.int() }),
  },
});
