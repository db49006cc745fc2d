import type { SchemaShape, Shape } from "@hawser/core";
import { type Names, pascalCase } from "./names.js";
import { definitionsIn, reachableFrom } from "./parts.js";
import { differs, type Side, sides } from "./side.js";

/** A definition as the stub declares it. */
export interface NamedDefinition {
  readonly name: string;
  readonly side: Side;
  readonly shape: Shape;
}

/**
 * Names the definitions of a schema, once for all sides where the printed type is the same, and once more with the side
 * behind the name (`Message`, `MessageInput`) where it is not.
 */
export class DefinitionNames {
  /** Every declaration that the stub needs, sorted by definition. */
  readonly declared: readonly NamedDefinition[];
  private readonly definitions: SchemaShape["definitions"];
  private readonly nameBySide = new Map<string, Map<Side, string>>();

  constructor(schema: SchemaShape, names: Names) {
    const { definitions } = schema;
    this.definitions = definitions;
    const used = new Map(sides.map((side) => [side, new Set(definitionsIn(rootsOf(schema, side), definitions))]));
    const declared: NamedDefinition[] = [];
    for (const [to, shape] of Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const known = new Map<Side, string>();
      for (const side of sides.filter((side) => used.get(side)?.has(to))) {
        const alike = [...known.keys()].find((other) => !differsAnywhere(to, definitions, side, other));
        if (alike) {
          known.set(side, known.get(alike) as string);
          continue;
        }
        const name = names.take(known.size === 0 ? pascalCase(to) : pascalCase(`${to} ${side}`));
        known.set(side, name);
        declared.push({ name, side, shape });
      }
      this.nameBySide.set(to, known);
    }
    this.declared = declared;
  }

  /** The name of a definition where it is used on a side. */
  nameOf(to: string, side: Side): string {
    const name = this.nameBySide.get(to)?.get(side);
    if (name === undefined) throw new Error(`the definition ${to} is not used as ${side}`);
    return name;
  }

  shapeOf(to: string): Shape {
    return this.definitions[to] as Shape;
  }

  /** Whether the values of a shape have a brand already, some of them at least. */
  areBranded(shape: Shape, seen: readonly string[] = []): boolean {
    switch (shape.kind) {
      case "nullable":
      case "optional":
        return this.areBranded(shape.of, seen);
      case "union":
        return shape.options.some((option) => this.areBranded(option, seen));
      case "ref": {
        if (seen.includes(shape.to)) return false;
        const target = this.shapeOf(shape.to);
        return target.brand === true || this.areBranded(target, [...seen, shape.to]);
      }
      default:
        return false;
    }
  }
}

/** The shapes at the top of one side of a schema. */
function rootsOf(schema: SchemaShape, side: Side): readonly Shape[] {
  const roots: Record<Side, readonly (Shape | undefined)[]> = {
    output: [
      ...schema.procedures.flatMap(({ output, errors }) => [output, ...errors.map(({ data }) => data)]),
      ...schema.topics.flatMap(({ event, presence }) => [event, presence?.output]),
      schema.metadata?.answer,
    ],
    input: [...schema.procedures.map(({ input }) => input), ...schema.topics.map(({ publish }) => publish)],
    params: [
      schema.auth,
      schema.metadata?.call,
      ...schema.topics.flatMap(({ params, presence }) => [params, presence?.input]),
    ],
  };
  return roots[side].filter((root) => root !== undefined);
}

function differsAnywhere(to: string, definitions: Readonly<Record<string, Shape>>, a: Side, b: Side): boolean {
  for (const shape of reachableFrom([{ kind: "ref", to }], definitions)) if (differs(shape, a, b)) return true;
  return false;
}
