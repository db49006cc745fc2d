import type { ShapeText } from "./shape-text.js";
import type { Shapes } from "./shapes.js";

/**
 * Where the shapes of a schema come from, and with them what reads payloads in maps: code of its own, which is loaded when
 * a server has another version of the schema.
 */
export class ShapeSource {
  readonly #definitions: Readonly<Record<string, ShapeText>>;
  #loaded: Shapes | undefined;

  /** @param definitions what a `ref` points to. */
  constructor(definitions: Readonly<Record<string, ShapeText>>) {
    this.#definitions = definitions;
  }

  /** Once they were loaded. */
  get loaded(): Shapes | undefined {
    return this.#loaded;
  }

  /** It rejects where the code cannot be fetched; another attempt may do better. */
  async load(): Promise<void> {
    const { Shapes } = await import("./shapes.js");
    this.#loaded ??= new Shapes(this.#definitions);
  }

  /** In a page, which may be asking for a file that a later version has replaced, once it needs it. */
  prefetch(): void {
    if ("location" in globalThis) this.load().catch(() => {});
  }
}
