import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * What modules know about themselves, `import.meta` and the names by which CommonJS modules ask for it, in a script of
 * several modules. A module that asks begins with a declaration of its own.
 */
export const importMeta = {
  /** What stands in the script for what modules write. */
  definitions: {
    "import.meta": "__hawser_meta",
    __filename: "__hawser_meta.filename",
    __dirname: "__hawser_meta.dirname",
  },

  /** What to put in front of a module, without a line of its own. */
  declarationFor(file: string, source: string): string {
    if (file.endsWith(".json") || !/\bimport\s*\.\s*meta\b|\b__(?:file|dir)name\b/.test(source)) return "";
    // A line that only operating systems read is legal only as the first.
    return `var __hawser_meta = __hawser.meta(${JSON.stringify(file)});${source.startsWith("#!") ? "//" : ""}`;
  },

  of(file: string): ImportMeta {
    const url = pathToFileURL(file).href;
    const { resolve } = createRequire(file);
    return {
      url,
      filename: file,
      dirname: dirname(file),
      resolve: (specifier: string) =>
        /^\.{0,2}\//.test(specifier) || URL.canParse(specifier)
          ? new URL(specifier, url).href
          : pathToFileURL(resolve(specifier)).href,
    } as ImportMeta;
  },
};
