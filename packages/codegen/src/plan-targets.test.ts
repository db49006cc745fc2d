import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../test/workspace.js";
import { defaultStubFile, planTargets } from "./plan-targets.js";
import { UsageError } from "./usage-error.js";

test.each([
  ["/a/chat.schema.ts", "/a/chat.client.ts"],
  ["/a/chat.schema.mts", "/a/chat.client.ts"],
  ["/a/chat.ts", "/a/chat.client.ts"],
  ["/a/chat.v1.schema.ts", "/a/chat.v1.client.ts"],
  ["/a/chat.schema.js", "/a/chat.client.ts"],
])("the stub of %s is %s", (schemaFile, stubFile) => {
  expect(defaultStubFile(schemaFile, "typescript")).toBe(stubFile);
});

test("stubs stand beside their schema files", () => {
  expect(planTargets(["a.schema.ts", "b/c.schema.ts"], undefined, { cwd: "/w" })).toEqual([
    { schemaFile: "/w/a.schema.ts", stubFile: "/w/a.client.ts" },
    { schemaFile: "/w/b/c.schema.ts", stubFile: "/w/b/c.client.ts" },
  ]);
});

test("-o is a file for one schema file", () => {
  expect(planTargets(["a.schema.ts"], "out/stub.ts", { cwd: "/w" })).toEqual([
    { schemaFile: "/w/a.schema.ts", stubFile: "/w/out/stub.ts" },
  ]);
});

test("-o is a directory where it ends like one, is one, or has several stubs to take", async () => {
  const root = await workspace({});
  await mkdir(join(root, "there"));
  expect(planTargets(["a.schema.ts"], "new/", { cwd: root })[0]?.stubFile).toBe(join(root, "new/a.client.ts"));
  expect(planTargets(["a.schema.ts"], "there", { cwd: root })[0]?.stubFile).toBe(join(root, "there/a.client.ts"));
  expect(planTargets(["a.schema.ts", "x/b.schema.ts"], "new", { cwd: root }).map(({ stubFile }) => stubFile)).toEqual([
    join(root, "new/a.client.ts"),
    join(root, "new/b.client.ts"),
  ]);
});

test("refuses JavaScript beside TypeScript of its name, by paths as the user would write them", async () => {
  const root = await workspace({ "a.client.ts": "" });
  const plan = (): unknown => planTargets(["a.schema.ts"], "a.client.js", { cwd: root });
  expect(plan).toThrow("a.client.ts would hide the declarations of a.client.js. Remove it");
  expect(plan).not.toThrow(root);
});

test.each<[string, string[], string | undefined, string]>([
  ["one file for several schema files", ["a.ts", "b.ts"], "stub.ts", "-o names one file, stub.ts, for 2 schema files"],
  ["a stub that is no module", ["a.ts"], "stub.json", "the name of a stub ends in .ts"],
  ["declarations alone", ["a.ts"], "stub.d.ts", "the name of a stub ends in .ts"],
  [
    "two stubs in one file",
    ["x/a.ts", "y/a.ts"],
    "out",
    "x/a.ts and y/a.ts would both be generated into out/a.client.ts",
  ],
  ["a schema file twice", ["a.ts", "./a.ts"], undefined, "The schema file a.ts is given twice"],
  ["a stub over its schema file", ["a.ts"], "a.ts", "would replace the schema file a.ts. Give"],
  ["a snapshot", ["a.schema.json"], undefined, "a.schema.json ends in .json. A stub is generated from a schema file"],
  ["a revision", ["git:main:a.ts"], undefined, "git:main:a.ts is a file of a revision"],
  ["an empty -o", ["a.ts"], "", "-o is empty"],
  ["an empty schema file", [""], undefined, "The name of the schema file is empty"],
])("refuses %s", (_, schemaFiles, out, message) => {
  const plan = (): unknown => planTargets(schemaFiles, out, { cwd: "/w" });
  expect(plan).toThrow(UsageError);
  expect(plan).toThrow(message);
});
