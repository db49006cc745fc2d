import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../test/workspace.js";
import { provenanceOf } from "./provenance.js";

test("is relative to the package that the stub is in", async () => {
  const root = await workspace({ "web/package.json": "{}", "api/chat.schema.ts": "", "web/src/keep": "" });
  expect(
    provenanceOf({ schemaFile: join(root, "api/chat.schema.ts"), stubFile: join(root, "web/src/chat.client.ts") }),
  ).toEqual({
    source: "../api/chat.schema.ts",
    command: "npx hawser generate ../api/chat.schema.ts -o src/chat.client.ts",
  });
});

test("names no -o where the stub is where it would be anyway", async () => {
  const root = await workspace({});
  const target = { schemaFile: join(root, "a/chat.schema.ts"), stubFile: join(root, "a/chat.client.ts") };
  expect(provenanceOf(target).command).toBe("npx hawser generate a/chat.schema.ts");
});

test("quotes what a shell would take apart", async () => {
  const root = await workspace({});
  const target = { schemaFile: join(root, "a b/$x.schema.ts"), stubFile: join(root, "a b/$x.client.ts") };
  expect(provenanceOf(target).command).toBe('npx hawser generate "a b/\\$x.schema.ts"');
});
