import { readFile } from "node:fs/promises";
import { SourceMap, type SourceMapPayload } from "node:module";
import { resolve } from "node:path";
import type { Location } from "./code-frame.js";
import { importMeta } from "./import-meta.js";

/** The user's modules that one load has read: what they say, and how the script that is made of them maps back to it. */
export class ModuleSources {
  private readonly modules = new Map<string, Module>();
  private script: { readonly directory: string; readonly map: string } | undefined;

  /** What of a file goes into the script. */
  async read(path: string): Promise<string> {
    const file = resolve(path);
    let module = this.modules.get(file);
    if (!module) {
      const source = await readFile(file, "utf8");
      module = { source, head: importMeta.declarationFor(file, source) };
      this.modules.set(file, module);
    }
    return module.head + module.source;
  }

  /** Notes the source map of the script, and what the files in it are relative to. */
  bundled(directory: string, map: string): void {
    this.script = { directory, map };
  }

  /** All but those of packages. */
  files(): string[] {
    return [...this.modules.keys()].filter((file) => !isInPackage(file));
  }

  sourceOf(file: string): string | undefined {
    return this.modules.get(resolve(file))?.source;
  }

  /** A place in a file as it was written, from that in what went into the script. */
  written(file: string, { line, column }: Location): Location {
    const head = this.modules.get(resolve(file))?.head ?? "";
    return { line, column: line === 1 ? Math.max(1, column - head.length) : column };
  }

  /** The place where the innermost of the user's functions was when the error was made. */
  locate(error: unknown): { file: string; location: Location } | undefined {
    const stack = error instanceof Error ? error.stack : undefined;
    if (!this.script || stack === undefined) return undefined;
    const places = [...placesIn(stack)];
    if (places.length === 0) return undefined;
    const map = new SourceMap(JSON.parse(this.script.map) as SourceMapPayload);
    for (const { line, column } of places) {
      const entry = map.findEntry(line - 1 - headLines, column - 1);
      if (!("originalLine" in entry)) continue;
      const file = resolve(this.script.directory, entry.originalSource);
      const source = this.sourceOf(file);
      if (source === undefined || isInPackage(file)) continue;
      const length = source.split("\n")[entry.originalLine]?.length ?? 0;
      const place = this.written(file, { line: entry.originalLine + 1, column: entry.originalColumn + 1 });
      return { file, location: { ...place, column: Math.min(place.column, length + 1) } };
    }
    return undefined;
  }
}

/** What the script is called in stack traces. */
export const scriptName = "hawser-schema-bundle.js";

/** Lines of a function made of text before its body: ECMA-262, 20.2.1.1.1. */
const headLines = 2;

interface Module {
  readonly source: string;
  /** What goes into the script in front of it, on the same line. */
  readonly head: string;
}

function isInPackage(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/** The places of the script in a stack, innermost first. */
function* placesIn(stack: string): Generator<Location> {
  for (const [, name, line, column] of stack.matchAll(/^\s+at (?:.*\()?(?:async )?(.+?):(\d+):(\d+)\)?$/gm)) {
    if (name === scriptName) yield { line: Number(line), column: Number(column) };
  }
}
