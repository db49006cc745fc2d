import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

// What a browser downloads with a stub: a schema pays only for what it declares.

/** The client's files for what schemas may leave out. */
const extras = {
  presence: /attend|member/,
  patterns: /pattern|subscribe-all/,
  topics: /channel|subscribe\.|subscriptions/,
  publishing: /^publish/,
  streams: /stream|progress|pump|credit|item-lane/,
  bytes: /blobs/,
  idempotence: /idempotent|repeated/,
  renewal: /renew/,
};

test.each([
  ["kinds", ["bytes"]],
  ["topics", ["topics", "publishing", "bytes", "renewal"]],
  ["presence", ["presence", "patterns", "topics", "renewal"]],
  ["streams", ["streams", "bytes", "idempotence"]],
] as const)("the schema %s", async (name, expected) => {
  const files = await filesIn(name);
  expect(files).toContain("connection.ts");
  const found = Object.entries(extras).filter(([, pattern]) => files.some((file) => pattern.test(file)));
  expect(found.map(([extra]) => extra).sort()).toEqual([...expected].sort());
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
