import { defineSchema, procedure, topic } from "@hawser/core";
import { z } from "zod";

// Types that the type system keeps apart, of every form that a type can have.

const UserId = z.string().brand<"UserId">().meta({ id: "UserId", brand: true, description: "Who it is." });
const OrderId = z.string().brand<"OrderId">().meta({ id: "OrderId", brand: true });
const AdminId = z
  .lazy(() => UserId)
  .brand<"AdminId">()
  .meta({ id: "AdminId", brand: true, description: "One user of many." });
const AnyId = z.union([UserId, z.int()]).brand<"AnyId">().meta({ id: "AnyId", brand: true });
const Cents = z.int().brand<"Cents">().meta({ id: "Cents", brand: true });
const Level = z.enum(["low", "high"]).brand<"Level">().meta({ id: "Level", brand: true });
const Email = z.templateLiteral([z.string(), "@", z.string()]).brand<"Email">().meta({ id: "Email", brand: true });
const Nothing = z.null().brand<"Nothing">().meta({ id: "Nothing", brand: true });
const Maybe = z.date().nullable().brand<"Maybe">().meta({ id: "Maybe", brand: true });
const Sorted = z.array(z.int()).brand<"Sorted">().meta({ id: "Sorted", brand: true });
const Seen = z.set(UserId).brand<"Seen">().meta({ id: "Seen", brand: true });

const User = z
  .object({ id: UserId, name: z.string().default("nobody"), boss: UserId.describe("Who leads.").nullable() })
  .brand<"User">()
  .meta({ id: "User", brand: true });
const Options = z.looseObject({ level: Level }).brand<"Options">().meta({ id: "Options", brand: true });
const Extra = z.object({ level: Level }).catchall(z.date()).brand<"Extra">().meta({ id: "Extra", brand: true });
const Tree = z
  .object({
    owner: UserId,
    get children() {
      return z.array(Tree);
    },
  })
  .brand<"Tree">()
  .meta({ id: "Tree", brand: true });

const Everything = z.object({
  admin: AdminId,
  any: AnyId,
  email: Email,
  extra: Extra,
  lengthened: UserId.min(3),
  maybe: Maybe,
  nothing: Nothing,
  options: Options,
  perEmail: z.record(Email, z.boolean()),
  perLevel: z.record(Level, Cents),
  perUser: z.record(UserId, Cents),
  prefixed: z.templateLiteral(["user-", UserId]),
  readonlyId: UserId.readonly(),
  readonlyUser: User.readonly(),
  seen: Seen,
  sorted: Sorted,
  tree: Tree,
});

export default defineSchema({
  name: "brands",
  procedures: {
    brand: procedure({ input: UserId, output: OrderId }),
    everything: procedure({ input: Everything, output: Everything }),
    users: {
      get: procedure({ input: z.object({ id: UserId }), output: User, errors: { Gone: z.object({ id: UserId }) } }),
      put: procedure({ input: User }),
    },
  },
  topics: { priced: topic({ params: z.object({ order: OrderId }), event: Cents, publish: true }) },
});
