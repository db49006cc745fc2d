import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import clientPackage from "../packages/client/package.json" with { type: "json" };
import serverPackage from "../packages/server/package.json" with { type: "json" };

/** What only those need who ask for it. */
const optional = ["@opentelemetry/api", "prom-client", "rate-limiter-flexible"];

describe.each([
  {
    folder: "server",
    manifest: serverPackage,
    loads: {
      ".": [],
      "./middleware": ["rate-limiter-flexible"],
      "./opentelemetry": ["@opentelemetry/api"],
      "./prometheus": ["prom-client"],
    },
  },
  { folder: "client", manifest: clientPackage, loads: { ".": [], "./opentelemetry": ["@opentelemetry/api"] } },
])("each entry of the $folder loads what it needs and no more", ({ folder, manifest, loads }) => {
  test.each(Object.entries(manifest.exports))("%s", async (entry, { "@hawser/source": source }) => {
    const { metafile } = await build({
      absWorkingDir: fileURLToPath(new URL(`../packages/${folder}`, import.meta.url)),
      entryPoints: [source],
      bundle: true,
      format: "esm",
      platform: "node",
      conditions: ["@hawser/source"],
      external: [...optional, "uWebSockets.js"],
      metafile: true,
      write: false,
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
    expect(optional.filter((name) => imports.includes(name))).toEqual((loads as Record<string, string[]>)[entry]);
  });

  test("and what is not always loaded need not be installed, but for what comes along", () => {
    const { dependencies, peerDependenciesMeta: meta } = manifest as Manifest;
    for (const name of Object.values(loads).flat())
      expect(meta[name]?.optional ?? name in dependencies, name).toBe(true);
  });
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}
