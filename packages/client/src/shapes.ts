import type { Shape } from "@hawser/core";
import { conform } from "@hawser/core/conform";
import type { ShapeText } from "./shape-text.js";

/** The shapes of a schema, each read once, when a connection in maps first has a value of it. */
export class Shapes {
  readonly #texts: Readonly<Record<string, ShapeText>>;
  readonly #read = new Map<ShapeText, Shape>();
  #definitions: Readonly<Record<string, Shape>> | undefined;

  /** @param definitions what a `ref` points to. */
  constructor(definitions: Readonly<Record<string, ShapeText>>) {
    this.#texts = definitions;
  }

  /** What a value is by its shape. It throws where the value is not of it. */
  conform(value: unknown, text: ShapeText): unknown {
    let shape = this.#read.get(text);
    if (!shape) {
      shape = JSON.parse(text) as Shape;
      this.#read.set(text, shape);
    }
    this.#definitions ??= Object.fromEntries(
      Object.entries(this.#texts).map(([name, text]) => [name, JSON.parse(text) as Shape]),
    );
    return conform(value, shape, this.#definitions);
  }
}
