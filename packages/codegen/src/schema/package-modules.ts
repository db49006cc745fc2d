import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as core from "@hawser/core";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { reservedNames } from "../stub/reserved-names.js";

/**
 * Leaves packages and Node's own modules to Node, and notes in `packages` what they export. A package of a workspace is
 * the user's own module where it lies outside of `node_modules`.
 */
export function packageModules(packages: Map<string, unknown>): Plugin {
  return {
    name: "package-modules",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, (args) => (isAbsolute(args.path) ? undefined : resolve(build, args)));
      build.onLoad({ filter: /^/, namespace }, async ({ path }) => {
        try {
          // The schema is to be made by the very code that reads it here, whichever copy the user's project has.
          const exported = path === coreName ? core : withProperties(path, await import(path));
          packages.set(path, exported);
          return { contents: exportsOf(path, Object.keys(exported)) };
        } catch (error) {
          return { errors: [{ text: `"${path}" could not be loaded`, detail: error }] };
        }
      });
    },
  };
}

const namespace = "package";
const coreName = "@hawser/core";

async function resolve(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
  const { path, kind, importer, resolveDir } = args;
  // Asked again from below.
  if (args.pluginData === namespace) return undefined;
  if (path === coreName) return { path, namespace };
  const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: namespace });
  if (found.errors.length > 0 || (!found.external && !isForNode(found.path))) return undefined;
  // Only what is imported at the top is certain to be needed.
  if (kind === "require-call" || kind === "require-resolve") return { path: found.path, external: true };
  const specifier = found.external ? found.path : pathToFileURL(found.path).href;
  return kind === "dynamic-import" ? { path: specifier, external: true } : { path: specifier, namespace };
}

function isForNode(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file) && !/\.(?:[cm]?tsx?|jsx|json)$/.test(file);
}

/** Node finds only some of the names that a CommonJS module exports; what it exports has them all. */
function withProperties(path: string, exported: Readonly<Record<string, unknown>>): object {
  const isCommonJs = path.startsWith("file:") && fileURLToPath(path) in cache;
  return isCommonJs ? { ...Object(exported.default), ...exported } : exported;
}

const { cache } = createRequire(import.meta.url);

/** A module that exports what is found under these names, in constants that errors can name. */
function exportsOf(path: string, names: readonly string[]): string {
  const lines = names.map((name, i) => {
    const constant = /^[A-Za-z_$][\w$]*$/.test(name) && !reservedNames.includes(name) ? name : `__hawser_${i}`;
    const quoted = JSON.stringify(name);
    return `const ${constant} = __hawser_package[${quoted}];\nexport { ${constant} as ${quoted} };`;
  });
  return [`const __hawser_package = __hawser.packages.get(${JSON.stringify(path)});`, ...lines].join("\n");
}
