import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// A game: a lobby that fills, a match that ticks, loot in maps and sets.

const Player = z.object({
  id: z.string(),
  name: z.string(),
  level: z.int().min(1).max(100),
  clan: z.string().nullable(),
});
const Vector = z.object({ x: z.number(), y: z.number(), z: z.number().optional() }).readonly();
const Item = z.enum(["sword", "shield", "potion", "key"]);

const Lobby = z.object({
  id: z.string(),
  host: Player,
  players: z.array(Player).max(16),
  settings: z.object({
    map: z.string(),
    rounds: z.int(),
    mode: z.enum(["duel", "team", "free"]),
    isRanked: z.boolean(),
  }),
  startsAt: z.date().nullable(),
});

const Action = z.discriminatedUnion("do", [
  z.object({ do: z.literal("move"), to: Vector }),
  z.object({ do: z.literal("use"), item: Item, on: z.string().optional() }),
  z.object({ do: z.literal("say"), text: z.string().max(120) }),
  z.object({ do: z.literal("nothing") }),
]);

const World = z.object({
  tick: z.int(),
  entities: z.map(
    z.int(),
    z.object({ position: Vector, velocity: Vector, health: z.int().min(0).max(100), holds: Item.nullable() }),
  ),
  doors: z.set(z.string()),
  scores: z.record(z.string(), z.int()),
});

export default defineSchema({
  name: "game",
  auth: z.object({ ticket: z.instanceof(Uint8Array) }),
  procedures: {
    lobby: {
      create: procedure({ input: Lobby.shape.settings.partial(), output: Lobby }),
      join: procedure({
        input: z.object({ id: z.string() }),
        output: Lobby,
        errors: { Full: z.object({ size: z.int() }), LevelTooLow: z.object({ least: z.int(), yours: z.int() }) },
      }),
      ready: procedure({ input: z.boolean() }),
    },
    match: {
      act: procedure({ input: stream(Action), output: z.object({ tick: z.int() }) }),
      replay: procedure({ input: z.object({ match: z.string() }), output: stream(World) }),
    },
    profile: {
      get: procedure({
        input: z.object({ player: z.string() }),
        output: Player.extend({ inventory: z.partialRecord(Item, z.int()) }),
      }),
      rank: procedure({ output: z.tuple([z.int(), z.enum(["bronze", "silver", "gold"]).nullable()]) }),
    },
  },
  topics: {
    lobbies: topic({
      event: z.object({ id: z.string(), lobby: Lobby.nullable() }),
      slowConsumer: "conflate",
      conflateBy: "id",
    }),
    world: topic({ params: z.object({ match: z.string() }), event: World, slowConsumer: "drop" }),
    voice: topic({
      params: z.object({ match: z.string(), team: z.int() }),
      event: z.instanceof(Uint8Array),
      publish: true,
      slowConsumer: "drop",
    }),
  },
});
