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
  enter(type: ZodType, side: Side, { id, brand }: Naming, path: string, read: () => Shape): Shape {
    const sides = this.entries.get(type) ?? {};
    this.entries.set(type, sides);
    const known = sides[side];
    if (known) {
      if (known.shape && !known.key) return known.shape;
      known.key ??= this.claim(known, known.sides.input?.name ?? known.sides.output?.name ?? nameFromPath(known.path));
      return { kind: "ref", to: known.key };
    }
    const entry: Entry = { side, path, sides, isNamed: id !== undefined, isBranded: brand && side === "output" };
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
    const names = this.finalNames(provisional);
    const rename = (key: string): string => names.get(key) as string;
    const branded = new Set([...this.byKey].flatMap(([key, { isBranded }]) => (isBranded ? [rename(key)] : [])));
    const definitions = new Map<string, Shape>();
    for (const [key, { path, shape }] of this.byKey) {
      if (isOnlyItself(key, provisional)) throw schemaError(path, "the type is nothing but itself");
      const name = rename(key);
      definitions.set(name, { ...mapRefs(shape as Shape, rename), name, ...(branded.has(name) && { brand: true }) });
    }
    return {
      name: schema.name,
      ...(schema.auth && { auth: mapRefs(schema.auth, rename) }),
      ...(schema.metadata && {
        metadata: Object.fromEntries(
          Object.entries(schema.metadata).map(([side, shape]) => [side, mapRefs(shape, rename)]),
        ),
      }),
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
        ...(topic.publish && { publish: mapRefs(topic.publish, rename) }),
        ...(topic.presence && {
          presence: { input: mapRefs(topic.presence.input, rename), output: mapRefs(topic.presence.output, rename) },
        }),
      })),
      definitions: Object.fromEntries([...definitions].sort(([a], [b]) => compare(a, b))),
    };
  }

  /** The output side has the plain name, the input side too unless it differs. */
  private finalNames(provisional: Provisional): Map<string, string> {
    const names = new Map<string, string>();
    // What the user named goes first, because only a name of our making can make way.
    const order = (entry: Entry): number => (entry.isNamed ? 0 : 2) + (entry.side === "output" ? 0 : 1);
    for (const [key, entry] of [...this.byKey].sort(([, a], [, b]) => order(a) - order(b))) {
      const output = entry.side === "input" ? entry.sides.output?.key : undefined;
      if (output !== undefined && travelAlike(key, output, provisional)) names.set(key, names.get(output) as string);
      else names.set(key, this.freeName(key, output === undefined ? "" : "Input", names, provisional));
    }
    return names;
  }

  /** The name that a type claimed, unless a type that travels differently has it. */
  private freeName(key: string, suffix: string, names: ReadonlyMap<string, string>, provisional: Provisional): string {
    const entry = this.byKey.get(key) as Entry;
    const wanted = `${entry.name}${suffix}`;
    const ownerOf = (name: string): string | undefined =>
      [...names].find(([other, taken]) => taken === name && !travelAlike(other, key, provisional))?.[0];
    const isFree = (name: string): boolean => ownerOf(name) === undefined;
    const owner = ownerOf(wanted);
    if (owner === undefined) return wanted;
    if (entry.isNamed) {
      const { path } = this.byKey.get(owner) as Entry;
      throw schemaError(
        entry.path,
        `another type is already named "${wanted}", at ${path}; give one of them another \`id\`, or use one type for both`,
      );
    }
    let number = 2;
    while (!isFree(wanted + number)) number += 1;
    return wanted + number;
  }

  private claim(entry: Entry, name: string): string {
    entry.name = name;
    const key = `${name}@${entry.side}@${this.byKey.size}`;
    this.byKey.set(key, entry);
    return key;
  }
}

/** What the user said of a type that is to be a definition. */
export interface Naming {
  /** The name; absent where the type needs none, unless it contains itself. */
  readonly id: string | undefined;
  /** Whether no other type is assignable to it; only with a name. */
  readonly brand: boolean;
}

interface Entry {
  readonly side: Side;
  readonly path: string;
  /** This entry and the other side of the same type. */
  readonly sides: Partial<Record<Side, Entry>>;
  /** Whether the user named the type. */
  readonly isNamed: boolean;
  /** Whether the user branded the type; never of an input side, as zod's brands are of outputs. */
  readonly isBranded: boolean;
  /** Set once the type is known to need a name; two types may claim the same. */
  name?: string;
  /** Provisional and unique; what references hold until all is read. */
  key?: string;
  /** Set once the type is read. */
  shape?: Shape;
}

/** Shapes by the keys of their entries. */
type Provisional = Readonly<Record<string, Shape>>;

function isOnlyItself(key: string, provisional: Provisional): boolean {
  const seen = new Set<string>();
  let shape: Shape = { kind: "ref", to: key };
  while (shape.kind === "ref" && !seen.has(shape.to)) {
    seen.add(shape.to);
    shape = provisional[shape.to] as Shape;
  }
  return shape.kind === "ref";
}

function travelAlike(a: string, b: string, definitions: Provisional): boolean {
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
