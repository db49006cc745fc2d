import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

// What a browser downloads with a stub: a schema that declares no presence and no wildcards pays for neither.

/** The client's files for what the schemas may leave out. */
const isExtra = (file: string): boolean => /attend|member|pattern|subscribe-all/.test(file);

test("without presence and wildcards", async () => {
  const files = await filesIn("topics");
  expect(files).toContain("subscriptions.ts");
  expect(files.filter(isExtra)).toEqual([]);
});

test("with both", async () => {
  expect(await filesIn("presence")).toEqual(expect.arrayContaining(["attend.ts", "subscribe-all.ts"]));
});

/** The files of which something is in the bundle of a program that only connects. */
async function filesIn(name: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: {
      contents: `import { connect } from "./${name}.client.js"; connect("ws://localhost", { auth: { user: "ann" } });`,
      resolveDir: fileURLToPath(new URL("golden", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@hawser/source"],
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path.replace(/^.*\//, "")] : [],
  );
}
