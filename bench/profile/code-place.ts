import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

/** A function, where a person wrote it. */
export interface CodePlace {
  /**
   * `core/wire/scan.ts` for a package of this repository, `msgpackr/unpack.js` for another, `bench/rpc/load.ts`, `node:net`; `compiled`
   * for what was compiled from text while the process ran, and empty for native code.
   */
  readonly source: string;
  readonly name: string;
}

/** Of a profile of V8: lines and columns from 0, both -1 for native code. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Finds the sources of functions by the source maps that lie beside the files which ran. */
export class CodePlaces {
  readonly #maps = new Map<string, SourceMap | undefined>();

  of({ functionName, url, lineNumber, columnNumber }: CallFrame): CodePlace {
    if (lineNumber < 0) return { source: "", name: functionName };
    if (url === "") return { source: "compiled", name: functionName };
    if (!url.startsWith("file:")) return { source: url, name: functionName };
    const map = this.#mapOf(fileURLToPath(url));
    const entry = map?.findEntry(lineNumber, columnNumber);
    const original = entry && "originalSource" in entry ? new URL(entry.originalSource, url).pathname : undefined;
    return { source: shortened(original ?? fileURLToPath(url)), name: functionName };
  }

  #mapOf(path: string): SourceMap | undefined {
    if (!this.#maps.has(path)) {
      const file = `${path}.map`;
      this.#maps.set(path, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, "utf8"))) : undefined);
    }
    return this.#maps.get(path);
  }
}

function shortened(path: string): string {
  const [, installed] = /.*\/node_modules\/(.+)$/.exec(path) ?? [];
  if (installed !== undefined) return installed;
  const [, name, file] = /.*\/packages\/([^/]+)\/src\/(.+)$/.exec(path) ?? [];
  if (name !== undefined) return `${name}/${file}`;
  const [, own] = /.*\/(bench\/.+)$/.exec(path) ?? [];
  return own ?? path;
}
