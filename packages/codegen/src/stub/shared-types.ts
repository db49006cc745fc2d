import type { SchemaShape, Shape } from "@hawser/core";
import type { DefinitionNames } from "./definition-names.js";
import { type Names, pascalCase, pascalSuffix } from "./names.js";
import { optionName } from "./option-name.js";
import { type ObjectShape, reachableFrom } from "./parts.js";
import { differs, type Side, sides } from "./side.js";
import { singularOf, wordsInCommon } from "./words-in-common.js";

/** An object that is declared once for several places. */
export interface SharedType {
  readonly name: string;
  readonly side: Side;
  readonly shape: ObjectShape;
}

/**
 * Finds the objects that a schema uses in several places without naming them. Each is named by the last words that its
 * fields have in common (`Address` of `shippingAddress` and `billingAddress`), else after its first use, as a whole if there is one; where its sides are
 * printed differently, the side stands behind the name (`AddressInput`). Small objects whose fields have no word in common stay apart: they may be alike by chance.
 */
export class SharedTypes {
  /** Sorted by name. */
  readonly declared: readonly SharedType[];
  private readonly definitions: SchemaShape["definitions"];
  private readonly keys = new WeakMap<Shape, Map<Side, string>>();
  private readonly found = new Map<string, Found>();
  private readonly nameByKey = new Map<string, string>();

  constructor(
    schema: SchemaShape,
    payloads: readonly NamedPayload[],
    { definitions, names }: { readonly definitions: DefinitionNames; readonly names: Names },
  ) {
    this.definitions = schema.definitions;
    for (const side of sides) {
      for (const { name, shape } of payloads.filter((payload) => payload.side === side)) {
        this.visit(shape, side, { owner: name, slot: "", isTaken: true });
      }
      for (const { name, shape } of definitions.declared.filter((definition) => definition.side === side)) {
        if (shape.kind === "object") this.visitParts(shape, side, { owner: name, slot: "" }, `definition ${name}`);
        else this.visit(shape, side, { owner: name, slot: "" });
      }
    }
    this.declared = this.choose(names).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The name under which an object is declared once for all of its places; undefined where it stands alone. */
  nameOf(shape: ObjectShape, side: Side): string | undefined {
    return this.nameByKey.size === 0 ? undefined : this.nameByKey.get(this.keyOf(shape, side));
  }

  private visit(shape: Shape, side: Side, use: Use): void {
    const part = (of: Shape, suffix: string, field?: string): void => {
      const { holder } = use;
      const place = { owner: use.owner + suffix, slot: use.slot + suffix, ...(holder !== undefined && { holder }) };
      this.visit(of, side, { ...place, ...(field !== undefined && { field }) });
    };
    const plural = use.field === undefined ? undefined : singularOf(use.field);
    switch (shape.kind) {
      case "nullable":
      case "optional":
        part(shape.of, use.isTaken ? "Value" : "", use.field);
        break;
      case "array":
      case "set":
        part(shape.item, "Item", plural);
        break;
      case "record":
      case "map":
        part(shape.key, "Key");
        part(shape.value, "Value", plural);
        break;
      case "tuple":
        for (const [i, item] of shape.items.entries()) part(item, `Item${i + 1}`);
        if (shape.rest) part(shape.rest, "Rest");
        break;
      case "union":
        for (const [i, option] of shape.options.entries()) part(option, optionName(option, shape.tag, i));
        break;
      case "object": {
        const key = this.keyOf(shape, side);
        if (shape.fields.length >= fewestFields.named) this.note(key, { shape, side }, use);
        this.visitParts(shape, side, use, key);
      }
    }
  }

  private visitParts({ fields, rest }: ObjectShape, side: Side, { owner }: Use, holder: string): void {
    for (const { name, shape } of fields) {
      this.visit(shape, side, { owner: owner + pascalSuffix(name), slot: name, field: name, holder });
    }
    if (rest) this.visit(rest, side, { owner: `${owner}Rest`, slot: "...", holder });
  }

  private note(key: string, what: Omit<Found, "uses">, use: Use): void {
    const known = this.found.get(key);
    if (known) known.uses.push({ ...use, description: what.shape.description });
    else this.found.set(key, { ...what, uses: [{ ...use, description: what.shape.description }] });
  }

  private choose(names: Names): SharedType[] {
    const wordsByKey = new Map<string, string | undefined>();
    // An object is longer than what it holds, which has one place where the object itself is declared once.
    for (const [key, { shape, uses }] of [...this.found].sort(([a], [b]) => b.length - a.length)) {
      const isOnePlace = (holder: string): boolean => wordsByKey.has(holder) || holder.startsWith("definition ");
      const places = new Map(
        uses.map((use) => [
          use.holder !== undefined && isOnePlace(use.holder) ? `${use.holder} ${use.slot}` : use.owner,
          use.field,
        ]),
      );
      if (places.size < 2) continue;
      const words = wordsInCommon([...places.values()].filter((field) => field !== undefined));
      if (words !== undefined || shape.fields.length >= fewestFields.unnamed) wordsByKey.set(key, words);
    }
    const twins = new Map<string, string>();
    return [...this.found].flatMap(([key, { shape, side, uses }]) => {
      const first = uses.find(({ isTaken }) => isTaken) ?? uses[0];
      if (!first || !wordsByKey.has(key)) return [];
      const words = wordsByKey.get(key);
      const twin = twins.get(unsided(key));
      let name = first.owner;
      if (twin !== undefined) name = names.take(pascalCase(`${twin} ${side}`));
      else if (words !== undefined && names.isFree(words)) {
        name = names.take(words);
        twins.set(unsided(key), name);
      } else if (!first.isTaken) name = names.take(name);
      this.nameByKey.set(key, name);
      const { description, ...undescribed } = shape;
      const isCommon = uses.every((other) => other.description === first.description);
      return [{ name, side, shape: isCommon && description !== undefined ? shape : undescribed }];
    });
  }

  /** Equal for objects that are printed alike, their own docs aside. */
  private keyOf(shape: ObjectShape, side: Side): string {
    const bySide = this.keys.get(shape) ?? new Map<Side, string>();
    this.keys.set(shape, bySide);
    let key = bySide.get(side);
    if (key === undefined) {
      const { description: _, deprecated: __, name: ___, ...printed } = shape;
      const parts = [...reachableFrom([shape], this.definitions)];
      const alike = sides.find((other) => !parts.some((part) => differs(part, side, other)));
      key = `${alike} ${JSON.stringify(printed)}`;
      bySide.set(side, key);
    }
    return key;
  }
}

/** What travels as a whole, under the name of its type. */
export interface NamedPayload {
  readonly name: string;
  readonly side: Side;
  readonly shape: Shape;
}

/** What the keys of an object's sides have in common. */
function unsided(key: string): string {
  return key.slice(key.indexOf(" "));
}

/** How many fields an object must have to be shared, by whether the fields that hold it have a word in common. */
const fewestFields = { named: 2, unnamed: 4 };

interface Found {
  readonly shape: ObjectShape;
  readonly side: Side;
  readonly uses: (Use & { readonly description: string | undefined })[];
}

/** A place where an object is used. */
interface Use {
  /** What it is called where it is declared for this place alone. */
  readonly owner: string;
  /** Whether that name is taken already, for the object itself. */
  readonly isTaken?: true;
  /** The object that holds it; absent at the top. */
  readonly holder?: string;
  /** Where in that. */
  readonly slot: string;
  /** The field that holds it, in the singular where that holds several. */
  readonly field?: string;
}
