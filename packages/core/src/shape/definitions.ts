import { schemaError } from "../schema/schema-error.js";
import type { Side, ZodType } from "../schema/zod.js";
import { canonical } from "./canonical.js";
import { mapRefs } from "./map-refs.js";
import { compare } from "./normalize.js";
import type { SchemaShape, Shape } from "./shape.js";

/**
 * Collects the types that need a name while a schema is read: those that the user named with `.meta({ id })` and those
 * that contain themselves. Either side of a type is a definition of its own until {@link settle} finds them equal.
 */
export class Definitions {
  private readonly entries = new Map<ZodType, Partial<Record<Side, Entry>>>();
  private readonly byKey = new Map<string, Entry>();

  /** Reads a type once per side; a type met again inside itself becomes a reference. */
  enter(type: ZodType, side: Side, id: string | undefined, path: string, read: () => Shape): Shape {
    const sides = this.entries.get(type) ?? {};
    this.entries.set(type, sides);
    const known = sides[side];
    if (known) {
      if (known.shape && !known.key) return known.shape;
      known.key ??= this.claim(known, known.sides.input?.name ?? known.sides.output?.name ?? nameFromPath(known.path));
      return { kind: "ref", to: known.key };
    }
    const entry: Entry = { side, path, sides };
    sides[side] = entry;
    if (id !== undefined) entry.key = this.claim(entry, id);
    entry.shape = read();
    return entry.key ? { kind: "ref", to: entry.key } : entry.shape;
  }

  /** The shape behind a reference that was handed out while reading. */
  resolve(key: string): Shape | undefined {
    return this.byKey.get(key)?.shape;
  }

  /** Gives every definition its final name and puts it in place of the provisional one. */
  settle(schema: Omit<SchemaShape, "definitions">): SchemaShape {
    const provisional = Object.fromEntries([...this.byKey].map(([key, { shape }]) => [key, shape as Shape]));
    const names = new Map<string, string>();
    const definitions: Record<string, Shape> = {};
    for (const [key, entry] of this.byKey) {
      const name = this.finalName(entry, provisional);
      const taken = [...names].find(([, other]) => other === name)?.[0];
      if (taken !== undefined && !travelAlike(taken, key, provisional)) {
        throw schemaError(entry.path, `another type is already named "${name}"; give one of them another \`id\``);
      }
      names.set(key, name);
    }
    const rename = (key: string): string => names.get(key) as string;
    for (const [key, shape] of Object.entries(provisional)) {
      definitions[rename(key)] = { ...mapRefs(shape, rename), name: rename(key) };
    }
    const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => compare(a, b)));
    return {
      name: schema.name,
      ...(schema.auth && { auth: mapRefs(schema.auth, rename) }),
      procedures: schema.procedures.map((procedure) => ({
        ...procedure,
        ...(procedure.input && { input: mapRefs(procedure.input, rename) }),
        ...(procedure.output && { output: mapRefs(procedure.output, rename) }),
        errors: procedure.errors.map(({ code, data }) => ({ code, data: mapRefs(data, rename) })),
      })),
      topics: schema.topics.map((topic) => ({
        ...topic,
        ...(topic.params && { params: mapRefs(topic.params, rename) }),
        event: mapRefs(topic.event, rename),
      })),
      definitions: sorted,
    };
  }

  /** The output side has the plain name, the input side too unless it differs. */
  private finalName(entry: Entry, provisional: Readonly<Record<string, Shape>>): string {
    const name = entry.name as string;
    const output = entry.sides.output?.key;
    if (entry.side === "output" || output === undefined) return name;
    return travelAlike(entry.key as string, output, provisional) ? name : `${name}Input`;
  }

  private claim(entry: Entry, name: string): string {
    entry.name = name;
    const key = `${name}@${entry.side}@${this.byKey.size}`;
    this.byKey.set(key, entry);
    return key;
  }
}

interface Entry {
  readonly side: Side;
  readonly path: string;
  /** This entry and the other side of the same type. */
  readonly sides: Partial<Record<Side, Entry>>;
  /** Set once the type is known to need a name; two types may claim the same. */
  name?: string;
  /** Provisional and unique; what references hold until all is read. */
  key?: string;
  /** Set once the type is read. */
  shape?: Shape;
}

function travelAlike(a: string, b: string, definitions: Readonly<Record<string, Shape>>): boolean {
  return canonical({ kind: "ref", to: a }, definitions) === canonical({ kind: "ref", to: b }, definitions);
}

/** `procedures.trees.get.output.children[]` becomes `TreesGetOutputChildrenNode`. */
function nameFromPath(path: string): string {
  const words = path.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return `${words
    .slice(1)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")}Node`;
}
