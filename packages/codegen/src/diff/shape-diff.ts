import type { Field, SchemaShape, Shape } from "@hawser/core";
import { Acceptance, type Definitions, resolved } from "./accepts.js";
import { type Breaks, breaksNothing, type Draft, type Position } from "./change.js";
import { type Documented, documentationOf } from "./documentation.js";
import { all, changed, type Found, found, nothingFound, widened } from "./found.js";
import { diffLiterals } from "./literal-diff.js";
import { matchOptions } from "./match-options.js";
import type { Place } from "./place.js";
import { textOf } from "./text-of.js";

/** Finds where the types of two schemas differ, and which end that hurts. */
export class ShapeDiff {
  /** What has changed in types that have a name, each looked into once for either position. */
  readonly named = new Map<string, NamedType>();
  readonly #old: Definitions;
  readonly #new: Definitions;
  readonly #oldReadsNew: Acceptance;
  readonly #newReadsOld: Acceptance;
  /** Pairs that are being compared: a type that contains itself is looked into once. */
  readonly #open = new Map<Shape, Set<Shape>>();

  constructor(before: SchemaShape, after: SchemaShape) {
    this.#old = before.definitions;
    this.#new = after.definitions;
    this.#oldReadsNew = new Acceptance({ reader: this.#old, writer: this.#new });
    this.#newReadsOld = new Acceptance({ reader: this.#new, writer: this.#old });
  }

  /** What has changed, apart from what stands in {@link named}. */
  compare(before: Shape, after: Shape, place: Place): Found {
    const [a, b] = [bare(before), bare(after)];
    const { path } = place;
    const isSameType = typeName(a.shape) === typeName(b.shape);
    const documentation = found(
      ...documentationOf(path, this.#docs(before, isSameType), this.#docs(after, isSameType)),
      ...(isSameType ? [] : [renamed(path, typeName(a.shape), typeName(b.shape))]),
      ...(before.brand === after.brand || place.position === "sent" ? [] : [branded(path, after)]),
    );
    const around = found(
      ...mayBe("null", [a.isNullable, b.isNullable], { before, after, place }),
      ...mayBe("undefined", [a.isOptional, b.isOptional], { before, after, place }),
    );
    return this.#settled(all([documentation, around, this.#core(a.shape, b.shape, place)]), { before, after, place });
  }

  /** Whom it breaks when one type takes the place of the other. */
  breaks(before: Shape, after: Shape, position: Position): Breaks {
    const [oldReads, newReads] = [this.#oldReadsNew.accepts(before, after), this.#newReadsOld.accepts(after, before)];
    if (position === "sent") return { oldClient: !newReads, newClient: !oldReads };
    return { oldClient: !oldReads, newClient: !newReads };
  }

  /**
   * What a change does is decided by the whole that it is in: a part that one option of a union no longer reads may be
   * read by another, and then it breaks nobody.
   */
  #settled({ drafts, breaks: ofParts }: Found, { before, after, place }: Pair<Shape>): Found {
    const breaks = this.breaks(before, after, place.position);
    const settled = drafts.map((draft) => ({ ...draft, breaks: both(draft.breaks, breaks) }));
    const isExplained = (!breaks.oldClient || ofParts.oldClient) && (!breaks.newClient || ofParts.newClient);
    if (!isExplained) settled.push(changed(place.path, "the type has changed", { before, after, breaks }));
    return { drafts: settled, breaks };
  }

  /** What is said of a type where it is used, and of one that only one of the two has a name for, where it is declared. */
  #docs(shape: Shape, stopsAtName: boolean): Documented {
    let [inner, description, deprecated] = [shape, shape.description, shape.deprecated];
    while (inner.kind === "nullable" || inner.kind === "optional" || (inner.kind === "ref" && !stopsAtName)) {
      inner = inner.kind === "ref" ? ((this.#old[inner.to] ?? this.#new[inner.to]) as Shape) : inner.of;
      description ??= inner.description;
      deprecated ??= inner.deprecated;
    }
    return { description, deprecated };
  }

  /** Types that are not null or undefined themselves. */
  #core(before: Shape, after: Shape, place: Place): Found {
    const name = typeName(before);
    if (name !== undefined && name === typeName(after) && !place.isInline) return this.#named(name, place);
    const [a, b] = [resolved(before, this.#old), resolved(after, this.#new)];
    const open = this.#open.get(a) ?? new Set();
    if (open.has(b)) return { drafts: [], breaks: this.breaks(a, b, place.position) };
    this.#open.set(a, open.add(b));
    const found = isBare(a) && isBare(b) ? this.#kinds(a, b, place) : this.compare(a, b, place);
    open.delete(b);
    return found;
  }

  #named(name: string, { path, position }: Place): Found {
    const key = `${position} ${name}`;
    let type = this.named.get(key);
    if (!type) {
      const [before, after] = [this.#old[name], this.#new[name]] as [Shape, Shape];
      const breaks = this.breaks(before, after, position);
      type = { path: `definitions.${name}`, position, drafts: [], breaks, uses: new Set() };
      this.named.set(key, type);
      type.drafts = this.compare(before, after, { path: type.path, position }).drafts;
    }
    type.uses.add(path);
    return { drafts: [], breaks: type.breaks };
  }

  #kinds(before: Shape, after: Shape, place: Place): Found {
    const { path, position } = place;
    if (before.kind === "union" || after.kind === "union") return this.#unions(before, after, place);
    switch (before.kind) {
      case "literal":
        if (after.kind !== "literal") break;
        return diffLiterals(before.values, after.values, place);
      case "array":
      case "set":
        if (after.kind !== before.kind) break;
        return this.compare(before.item, after.item, { ...place, path: `${path}[]` });
      case "tuple":
        if (after.kind !== "tuple") break;
        return this.#tuples({ before, after, place });
      case "object":
        if (after.kind !== "object") break;
        return this.#objects({ before, after, place });
      case "record":
        if (after.kind !== "record") break;
        return all([
          this.#keys({ before, after, place }),
          this.compare(before.value, after.value, { ...place, path: `${path}.<value>` }),
        ]);
      case "map":
        if (after.kind !== "map") break;
        return all([
          this.compare(before.key, after.key, { ...place, path: `${path}.<key>` }),
          this.compare(before.value, after.value, { ...place, path: `${path}.<value>` }),
        ]);
      default:
        if (textOf(before) === textOf(after)) return nothingFound;
    }
    return found(
      changed(path, "the type has changed", { before, after, breaks: this.breaks(before, after, position) }),
    );
  }

  /** A record has all of the keys that it lists, unless it is partial: one more is like a required field. */
  #keys({ before, after, place }: Pair<Shape & { kind: "record" }>): Found {
    const path = `${place.path}.<key>`;
    const { drafts } = this.compare(before.key, after.key, { ...place, path });
    const [a, b] = [before, after].map((record): Shape => ({ ...record, value: { kind: "string" } }));
    const breaks = this.breaks(a as Shape, b as Shape, place.position);
    const isPartial: Draft[] =
      before.partial === after.partial
        ? []
        : [{ path, what: after.partial ? "may be missing now" : "are all there now", breaks }];
    return found(...drafts.map((draft) => (draft.isDocumentation ? draft : { ...draft, breaks })), ...isPartial);
  }

  #unions(before: Shape, after: Shape, { path, position }: Place): Found {
    const unions = { before, after, oldDefinitions: this.#old, newDefinitions: this.#new };
    const { pairs, removed, added } = matchOptions(unions);
    return all([
      ...pairs.map(({ before, after, name }) =>
        this.compare(before, after, { path: name === undefined ? path : `${path}|${name}`, position, isInline: true }),
      ),
      found(
        ...removed.map((before) => changed(path, "option removed", { before, breaks: widened(false, position) })),
        ...added.map((after) => changed(path, "option added", { after, breaks: widened(true, position) })),
      ),
    ]);
  }

  #tuples({ before, after, place }: Pair<Shape & { kind: "tuple" }>): Found {
    const { path, position } = place;
    const common = Math.min(before.items.length, after.items.length);
    const items = before.items
      .slice(0, common)
      .map((item, i) => this.compare(item, after.items[i] as Shape, { ...place, path: `${path}[${i}]` }));
    // Only what is behind the items that both have.
    const behind = (tuple: Shape & { kind: "tuple" }): Shape => ({ ...tuple, items: tuple.items.slice(common) });
    const breaks = this.breaks(behind(before), behind(after), position);
    const lone = [
      ...before.items
        .slice(common)
        .map((before, i) => changed(`${path}[${common + i}]`, "item removed", { before, breaks })),
      ...after.items
        .slice(common)
        .map((after, i) => changed(`${path}[${common + i}]`, "item added", { after, breaks })),
    ];
    return all([...items, found(...lone), this.#others({ before, after, place })]);
  }

  #objects({ before, after, place }: Pair<ObjectShape>): Found {
    const [inBefore, inAfter] = [before, after].map(
      ({ fields }) => new Map(fields.map((field) => [field.name, field])),
    );
    const removed = before.fields.filter(({ name }) => !inAfter?.has(name));
    const added = after.fields.filter(({ name }) => !inBefore?.has(name));
    const newName = renamingOf(removed, added);
    return all([
      ...removed.map((field) => this.#lone(field, "removed", { before, after, place }, newName)),
      ...after.fields.map((field) => {
        const known = inBefore?.get(field.name);
        return known ? this.#field(known, field, place) : this.#lone(field, "added", { before, after, place });
      }),
      this.#others({ before, after, place }),
    ]);
  }

  /** A field of both. */
  #field(before: Field, after: Field, place: Place): Found {
    const path = `${place.path}.${before.name}`;
    const inside = this.compare(before.shape, after.shape, { ...place, path });
    if (before.optional === after.optional && before.exact === after.exact) return inside;
    const [a, b] = [before, after].map(
      (field): Shape => ({ kind: "object", fields: [{ ...field, shape: { kind: "string" } }] }),
    );
    const exactly = `may ${after.exact ? "not " : ""}be undefined where it is there`;
    const what = before.optional === after.optional ? exactly : `is ${after.optional ? "optional" : "required"} now`;
    const breaks = this.breaks(a as Shape, b as Shape, place.position);
    return all([inside, found({ path, what, before: presence(before), after: presence(after), breaks })]);
  }

  /** A field of one of them. */
  #lone(field: Field, what: "removed" | "added", { before, after, place }: Pair<ObjectShape>, newName?: string): Found {
    const [a, b] = what === "removed" ? [[field], []] : [[], [field]];
    const breaks = this.breaks({ ...before, fields: a }, { ...after, fields: b }, place.position);
    const hint = newName === undefined ? "" : ` (renamed to ${newName}?)`;
    return found(
      changed(`${place.path}.${field.name}`, `${field.optional ? "optional" : "required"} field ${what}${hint}`, {
        ...(what === "removed" ? { before: field.shape } : { after: field.shape }),
        breaks,
      }),
    );
  }

  /** What may stand behind the declared fields or items. */
  #others({ before, after, place }: Pair<{ readonly rest?: Shape }>): Found {
    const path = `${place.path}.<others>`;
    if (!before.rest && !after.rest) return nothingFound;
    if (before.rest && after.rest) return this.compare(before.rest, after.rest, { ...place, path });
    const [a, b] = [before, after].map(({ rest }): Shape => ({ kind: "object", fields: [], ...(rest && { rest }) }));
    const what = after.rest ? "others may be there now" : "there are no others any more";
    const breaks = this.breaks(a as Shape, b as Shape, place.position);
    return found(changed(path, what, { before: before.rest, after: after.rest, breaks }));
  }
}

/** What has changed in a type that has a name. */
export interface NamedType {
  readonly path: string;
  readonly position: Position;
  drafts: readonly Draft[];
  readonly breaks: Breaks;
  /** The paths that lead to it. */
  readonly uses: Set<string>;
}

interface Pair<T> {
  readonly before: T;
  readonly after: T;
  readonly place: Place;
}

type ObjectShape = Shape & { kind: "object" };

function typeName(shape: Shape): string | undefined {
  return shape.kind === "ref" ? shape.to : undefined;
}

/** A type without null and undefined. */
function bare(shape: Shape): { shape: Shape; isNullable: boolean; isOptional: boolean } {
  let [inner, isNullable, isOptional] = [shape, false, false];
  while (inner.kind === "nullable" || inner.kind === "optional") {
    if (inner.kind === "nullable") isNullable = true;
    else isOptional = true;
    inner = inner.of;
  }
  return { shape: inner, isNullable, isOptional };
}

function isBare({ kind }: Shape): boolean {
  return kind !== "nullable" && kind !== "optional";
}

function both(a: Breaks, b: Breaks): Breaks {
  return { oldClient: a.oldClient && b.oldClient, newClient: a.newClient && b.newClient };
}

function renamed(path: string, before: string | undefined, after: string | undefined): Draft {
  const what =
    before === undefined ? "has a name now" : after === undefined ? "has no name now" : "is called otherwise";
  return { path, what: `the type ${what}`, before, after, breaks: breaksNothing, isDocumentation: true };
}

/** No value changes: at worst a program no longer compiles, as with a name. */
function branded(path: string, { brand }: Shape): Draft {
  return { path, what: brand ? "has a brand now" : "has no brand now", breaks: breaksNothing, isDocumentation: true };
}

/** Whether null or undefined is among the values. */
function mayBe(
  kind: "null" | "undefined",
  [was, is]: [boolean, boolean],
  { before, after, place }: Pair<Shape>,
): Draft[] {
  if (was === is) return [];
  const breaks = widened(is, place.position);
  return [changed(place.path, is ? `may be ${kind} now` : `is never ${kind} now`, { before, after, breaks })];
}

/** Whether a key has to be there. */
function presence({ optional, exact }: Field): string {
  return exact ? "optional, never undefined" : optional ? "optional" : "required";
}

/** Where one field went and one of the same type came, that may have been a renaming. */
function renamingOf(removed: readonly Field[], added: readonly Field[]): string | undefined {
  const [[from], [to]] = [removed, added];
  if (removed.length !== 1 || added.length !== 1 || !from || !to) return undefined;
  return textOf(from.shape) === textOf(to.shape) ? to.name : undefined;
}
