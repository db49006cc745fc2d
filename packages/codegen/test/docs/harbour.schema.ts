import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// A large schema of a port authority, with everything that a reference has to show, and texts that could break a page.

const Position = z
  .object({
    latitude: z.number().describe("Degrees, north is positive."),
    longitude: z.number().describe("Degrees, east is positive."),
  })
  .readonly()
  .meta({ id: "Position", description: "A place on the water." });

const Ship = z
  .object({
    imo: z.templateLiteral(["IMO ", z.int()]).describe("The number that a ship keeps for life."),
    name: z.string(),
    flag: z.string().nullable().describe("The country in two letters; null where it is not known."),
    state: z.enum(["announced", "anchored", "moored", "sailed"]).describe("Where it is on its way through the port."),
    lengthM: z.number().describe("Metres over all."),
    draughtM: z.number().optional().describe("Metres below the water line. Absent: not measured yet."),
    position: Position.optional(),
    photo: z.instanceof(Uint8Array).optional().describe("A JPEG of at most 256 KB."),
    callSign: z.string().optional().meta({ deprecated: true, description: "Use `imo`: call signs change hands." }),
  })
  .meta({ id: "Ship", description: "A ship that is in the port, or on its way here." });

const Hold = z
  .object({
    label: z.string(),
    get parts() {
      return z.array(Hold).optional().describe("What the hold is divided into, to any depth.");
    },
  })
  .meta({ id: "Hold", description: "A part of a ship that takes cargo." });

const Cargo = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("containers"), teu: z.int().describe("Units of twenty feet.") }),
    z.object({ kind: z.literal("bulk"), tonnes: z.number(), material: z.enum(["coal", "grain", "ore"]) }),
    z.object({ kind: z.literal("vehicles"), count: z.int(), electric: z.boolean().optional() }),
  ])
  .meta({ id: "Cargo", description: "What a ship carries: its kind, and how much of it." });

const Größe = z
  .object({
    länge: z.number(),
    "breite in m": z.number(),
    名前: z.string().describe("Name in der Sprache der Reederei 🚢"),
  })
  .meta({ id: "Größe", description: "Maße, wie sie im Register stehen." });

const Nasty = z
  .object({
    "</script><script>alert(1)</script>": z.string().describe("</script><img src=x onerror=alert(2)>"),
    __proto__x: z.string().describe("Ends here? */ No. <!-- nor here -->"),
    "a\"b'c`d": z.literal(["</style>", "$\u007bx}", "\u2028"]).describe("Quotes \" ' ` and a \u202e override."),
  })
  .meta({ id: "Nasty", description: "Text that wants to be *markup*: <b>bold</b> & &amp; ]]>" });

const InShip = z.object({ imo: z.string().describe("Of the ship that is meant.") });
const NotFound = InShip.describe("There is no such ship in the port.");

const Page = z.object({
  after: z.string().optional().describe("The last one of the page before. Absent: from the start."),
  limit: z.int().default(50).describe("How many at most."),
});

/** The same five procedures for whatever is kept in a list. */
function registry<Item extends z.ZodType>(what: string, item: Item) {
  const Id = z.object({ id: z.string() });
  const Missing = Id.describe(`There is no ${what} with this number.`);
  return {
    list: procedure({ description: `Every ${what}, page by page.`, input: Page, output: z.array(item) }),
    get: procedure({ description: `One ${what}.`, input: Id, output: item, errors: { NotFound: Missing } }),
    create: procedure({
      description: `Adds a ${what}.`,
      input: item,
      output: Id,
      errors: { Exists: Id.describe(`There is such a ${what} already.`) },
      idempotent: true,
    }),
    update: procedure({
      description: `Changes a ${what}.`,
      input: z.object({ id: z.string(), value: item }),
      errors: { NotFound: Missing, Conflict: z.object({ version: z.bigint() }).describe("Somebody else was faster.") },
      idempotent: { windowMs: 60_000 },
    }),
    remove: procedure({ description: `Removes a ${what}.`, input: Id, errors: { NotFound: Missing } }),
    count: procedure({ description: `How many there are of ${what}.`, output: z.int() }),
  };
}

export default defineSchema({
  name: "harbour",
  auth: z.object({
    token: z.string().describe("What the sign-on page gave."),
    desk: z.enum(["pilot", "broker", "customs"]).describe("Whose eyes the data is seen with."),
  }),
  metadata: {
    call: z.object({ locale: z.string().optional() }),
    answer: z.object({ tookMs: z.number(), cost: z.bigint().optional() }),
  },
  procedures: {
    ships: {
      announce: procedure({
        description:
          "Announces a ship before it comes. The port answers with the berth that it keeps free.\n\nAnnounce early: `eta` may be corrected as often as need be, and the last one counts.",
        input: z.object({
          ship: Ship,
          cargo: z.array(Cargo).describe("Everything that is to be unloaded."),
          holds: Hold.optional(),
          eta: z.date().describe("When it will be at the pilot station."),
          contact: z
            .object({ name: z.string(), phone: z.string().nullable(), languages: z.set(z.string()) })
            .describe("Who answers on board."),
          remarks: z.map(z.string(), z.string()).optional().describe("Remarks by department."),
        }),
        output: z.object({
          berth: z.string().describe("For example `N7`."),
          from: z.date(),
          to: z.date(),
          fees: z.record(z.enum(["pilotage", "towage", "berth"]), z.bigint()).describe("Cents by kind of service."),
        }),
        errors: {
          PortFull: z.object({ freeAt: z.date() }).describe("No berth is long enough until then."),
          TooDeep: z.object({ maxDraughtM: z.number() }).describe("The fairway does not carry this draught."),
        },
        idempotent: true,
      }),
      track: procedure({
        description: "Where a ship was, the latest first. Leave the loop when you have seen enough.",
        input: InShip.extend({ since: z.date().optional().describe("Absent: all that is kept.") }),
        output: stream(z.object({ at: z.date(), position: Position, knots: z.number() })),
        errors: { NotFound },
      }),
      upload: procedure({
        description: "Takes the manifest of a ship as a file.",
        input: stream(z.instanceof(Uint8Array)),
        output: z.object({ bytes: z.int(), checksum: z.instanceof(Uint8Array) }),
      }),
      dictate: procedure({
        description: "Writes down what is said over the radio, as it is said.",
        input: stream(z.instanceof(Uint8Array)),
        output: stream(z.object({ text: z.string(), final: z.boolean() })),
      }),
      byCallSign: procedure({
        description: "Finds a ship by its call sign. Use `ships.list`.",
        deprecated: true,
        input: z.string(),
        output: Ship.nullable(),
      }),
      ...registry("ship", Ship),
    },
    berths: registry(
      "berth",
      z.object({ id: z.string(), lengthM: z.number(), neighbours: z.tuple([z.string(), z.string()]).optional() }),
    ),
    pilots: registry("pilot", z.object({ name: z.string(), until: z.date(), grades: z.array(z.enum(["a", "b"])) })),
    tugs: registry("tug", z.object({ name: z.string(), pullT: z.number() })),
    brokers: registry("broker", z.object({ name: z.string(), clients: z.record(z.string(), Ship) })),
    customs: {
      declarations: registry("declaration", z.object({ cargo: Cargo, value: z.bigint(), notes: z.json() })),
      seals: registry("seal", z.object({ number: z.string(), broken: z.boolean() })),
    },
    tariffs: registry("tariff", z.object({ name: z.string(), größe: Größe })),
    weather: registry("station", z.object({ name: z.string(), at: Position })),
    odd: {
      nasty: procedure({ description: "</script><script>alert(3)</script> */ `<b>`", input: Nasty, output: Nasty }),
      "with space": procedure({ output: z.union([z.string(), z.date(), z.array(z.int())]) }),
      größe: procedure({ description: "Größe 大小 🚢", input: Größe, output: z.unknown() }),
      nothing: procedure({}),
    },
  },
  topics: {
    ships: {
      moved: topic({
        description: "Positions of ships under way, each at most once a second.",
        params: z.object({
          area: z.enum(["roads", "fairway", "basin"]).describe("Which water is watched."),
          flag: z.string(),
        }),
        event: z.object({ imo: z.string(), position: Position, knots: z.number(), heading: z.int() }),
        slowConsumer: "conflate",
        conflateBy: "imo",
        wildcards: ["flag"],
      }),
      arrivals: topic({
        description: "Each ship as it is moored.",
        event: Ship,
        history: { size: 1_000, ageMs: 86_400_000 },
        retain: true,
      }),
    },
    radio: topic({
      description: "What is said on a channel of the port radio.",
      params: z.object({ channel: z.int().describe("Of marine VHF, such as 12.") }),
      event: z.object({ from: z.string(), text: z.string() }),
      history: { size: 100, ageMs: 600_000 },
      publish: true,
      presence: z.object({ station: z.string().describe("Who listens."), silent: z.boolean() }),
    }),
    alarms: topic({ description: "All alarms.", deprecated: true, event: z.string(), slowConsumer: "drop" }),
  },
});
