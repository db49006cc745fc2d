import { SourceMap, type SourceMapPayload } from "node:module";
import { resolve } from "node:path";
import type { Location } from "./code-frame.js";

/** The user's modules that one load has run: what they said, and how what was run maps back to it. */
export class ModuleSources {
  private readonly modules = new Map<string, Module>();

  /** Notes a module that is about to run as `code`, which ends in an inline source map. */
  add(file: string, source: string, code: string): void {
    this.modules.set(resolve(file), { source, code });
  }

  files(): string[] {
    return [...this.modules.keys()];
  }

  sourceOf(file: string): string | undefined {
    return this.modules.get(resolve(file))?.source;
  }

  /** The place where the innermost of the user's functions was when the error was made. */
  locate(error: unknown): { file: string; location: Location } | undefined {
    const stack = error instanceof Error ? error.stack : undefined;
    for (const { path, line, column } of framesOf(stack ?? "")) {
      const file = resolve(path);
      const module = this.modules.get(file);
      if (!module || /[\\/]node_modules[\\/]/.test(file)) continue;
      return { file, location: this.original(module, { line, column }) };
    }
    return undefined;
  }

  private original({ source, code }: Module, place: Location): Location {
    const map = inlineMap(code);
    // The loader puts a module's first line behind the head of a function, which no map knows.
    const column = place.line === 1 ? Math.max(1, place.column - wrapperColumns) : place.column;
    const entry = map?.findEntry(place.line - 1, column - 1);
    if (!entry || !("originalLine" in entry)) return { line: place.line, column: 1 };
    const line = source.split("\n")[entry.originalLine] ?? "";
    return { line: entry.originalLine + 1, column: Math.min(entry.originalColumn, line.length) + 1 };
  }
}

interface Module {
  readonly source: string;
  /** What runs, with its source map. */
  readonly code: string;
}

/** What jiti writes in front of a module that it runs. */
const wrapperColumns =
  "(async function (exports, require, module, __filename, __dirname, jitiImport, jitiESMResolve) { ".length;

function inlineMap(code: string): SourceMap | undefined {
  const base64 = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,(\S+)\s*$/.exec(code)?.[1];
  if (base64 === undefined) return undefined;
  return new SourceMap(JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as SourceMapPayload);
}

/** The places in a stack, innermost first. */
function* framesOf(stack: string): Generator<{ path: string; line: number; column: number }> {
  for (const [, path, line, column] of stack.matchAll(/^\s+at (?:.*\()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/gm)) {
    if (path !== undefined) yield { path, line: Number(line), column: Number(column) };
  }
}
