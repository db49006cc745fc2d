import { dirname } from "node:path";
import { type BuildFailure, build, type Message } from "esbuild";
import { importMeta } from "./import-meta.js";
import type { ModuleSources } from "./module-sources.js";
import { packageModules } from "./package-modules.js";
import { userModules } from "./user-modules.js";

/** One script of a schema file and of all that it imports, packages aside. */
export interface Bundle {
  /** Statements of an async function, which find what they need of this process in `__hawser`. */
  readonly code: string;
  /** The packages that the modules import, by the name that the code gives them. */
  readonly packages: ReadonlyMap<string, unknown>;
  /** Absolute path of the schema file. */
  readonly entry: string;
}

/**
 * Makes a schema file one script, so that it can be run as often as it changes without a trace: modules of Node's own
 * stay for as long as the process does. The files are noted in `sources`.
 *
 * @throws BundleError where one of them has a syntax error, or an import leads nowhere.
 */
export async function bundle(entry: string, sources: ModuleSources): Promise<Bundle> {
  const directory = dirname(entry);
  const packages = new Map<string, unknown>();
  const built = await build({
    stdin: {
      contents: `import * as exported from ${JSON.stringify(entry)};\n__hawser.exported = exported;`,
      resolveDir: directory,
    },
    absWorkingDir: directory,
    outdir: directory,
    write: false,
    bundle: true,
    sourcemap: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: conditions(),
    // Modules run as they are written, whatever a package.json says of their effects; classes of one name keep it.
    ignoreAnnotations: true,
    keepNames: true,
    define: importMeta.definitions,
    logLevel: "silent",
    plugins: [packageModules(packages), userModules(sources)],
  }).catch((error: Error | BuildFailure) => {
    throw "errors" in error ? new BundleError(error.errors, directory) : error;
  });
  const text = (ending: string): string => built.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  sources.bundled(directory, text(".js.map"));
  return { entry, code: text(".js"), packages };
}

/** Those that Node was started with, and resolves packages by. */
function conditions(): string[] {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)].join("\n");
  return [...options.matchAll(/^(?:-C|--conditions)[=\n](.+)$/gm)].map(([, condition]) => condition as string);
}

/** The modules could not be made one script. */
export class BundleError extends Error {
  override readonly name = "BundleError";

  constructor(
    readonly messages: readonly Message[],
    /** What the files in the messages are relative to. */
    readonly directory: string,
  ) {
    super(messages[0]?.text);
  }
}
