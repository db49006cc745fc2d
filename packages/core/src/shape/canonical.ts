import type { Shape } from "./shape.js";

/**
 * The text of a shape in which only what changes the wire appears: no docs, no names. Two shapes travel alike exactly
 * when their texts are equal. A definition is written out where it is first met and numbered, so that its name is free.
 */
export function canonical(shape: Shape, definitions: Readonly<Record<string, Shape>> = {}): string {
  return new Canonical((name) => definitions[name]).text(shape);
}

/** What a reference stands for; `undefined` as long as that is still being read. */
export type Resolve = (name: string) => Shape | undefined;

/** Writes several shapes with one numbering of definitions. */
export class Canonical {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly resolve: Resolve) {}

  text(shape: Shape): string {
    switch (shape.kind) {
      case "literal":
        return `literal${JSON.stringify(shape.values)}`;
      case "template":
        return `template(${shape.parts.map((part) => (typeof part === "string" ? JSON.stringify(part) : this.text(part))).join()})`;
      case "nullable":
        return `${this.text(shape.of)}|null`;
      case "optional":
        return `${this.text(shape.of)}|undefined`;
      case "array":
      case "set":
        return `${shape.kind}(${this.text(shape.item)})`;
      case "tuple":
        return `tuple(${this.list(shape.items)}${this.rest(shape.rest)})`;
      case "object":
        return `{${shape.fields
          .map(
            ({ name, shape, optional, exact }) =>
              `${JSON.stringify(name)}${exact ? "??" : optional ? "?" : ""}:${this.text(shape)}`,
          )
          .join()}${this.rest(shape.rest)}}`;
      case "record":
      case "map":
        return `${shape.kind}(${this.text(shape.key)},${this.text(shape.value)}${"partial" in shape ? ",partial" : ""})`;
      case "union":
        return `union(${this.list(shape.options)})`;
      case "ref":
        return this.ref(shape.to);
      default:
        return shape.kind;
    }
  }

  private list(shapes: readonly Shape[]): string {
    return shapes.map((shape) => this.text(shape)).join();
  }

  private rest(shape: Shape | undefined): string {
    return shape ? `...${this.text(shape)}` : "";
  }

  private ref(name: string): string {
    const known = this.numbers.get(name);
    if (known !== undefined) return `#${known}`;
    const definition = this.resolve(name);
    // A type that is still being read is told apart by its name.
    if (!definition) return `#${name}`;
    this.numbers.set(name, this.numbers.size);
    return `#${this.numbers.size - 1}=${this.text(definition)}`;
  }
}
