import type { CodecPrinter } from "@hawser/core";
import type { Form } from "./form.js";
import { identifiersIn } from "./identifiers-in.js";
import { Imports } from "./imports.js";
import { codecComment, importWire } from "./print-codecs.js";

/** One file of a stub in several, in the making. */
export class SplitPart {
  readonly imports: Imports;
  /** What has types, or both. */
  readonly declarations: string[] = [];
  /** What only runs: how payloads travel. */
  readonly codecs: string[] = [];

  constructor(form: Form) {
    this.imports = new Imports(form);
  }

  /** Imports what codecs call of the client's, and the type of what they take. */
  importHelpers(codecs: CodecPrinter): void {
    const used = identifiersIn(this.codecs.join("\n"));
    for (const helper of codecs.helpers) if (used.has(helper)) this.imports.useHelper(helper);
    importWire(this.codecs, this.imports);
  }

  /** Imports what it uses of another file. */
  importFrom(file: string, names: ReadonlyMap<string, "type" | "value">): void {
    const used = identifiersIn([...this.declarations, ...this.codecs].join("\n"));
    for (const [name, kind] of names) if (used.has(name)) this.imports.useLocal(name, file, kind);
  }

  print(header: string, ends: readonly string[] = []): string {
    const codecs = this.codecs.length > 0 ? [codecComment, ...this.codecs] : [];
    const texts = [header, this.imports.print(), ...this.declarations, ...codecs, ...ends];
    return `${texts.filter((text) => text !== "").join("\n\n")}\n`;
  }
}
