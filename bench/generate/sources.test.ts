import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadSchema } from "@hawser/codegen";
import { fingerprintOf } from "@hawser/core";
import { expect, onTestFinished, test } from "vitest";
import { makeDirectory } from "../types/project.js";
import { makeApi } from "../types/sources/api.js";
import { inFiles, inOneFile } from "./sources.js";

test("one file and many say the same schema", async () => {
  const { path, remove } = await makeDirectory();
  onTestFinished(remove);
  const api = makeApi(40);
  const shapes = [];
  for (const [form, sources] of Object.entries({ many: inFiles(api), one: inOneFile(api) })) {
    await mkdir(join(path, form));
    for (const [name, text] of Object.entries(sources)) await writeFile(join(path, form, name), text);
    const loaded = await loadSchema(join(path, form, "schema.ts"));
    if ("error" in loaded) throw loaded.error;
    shapes.push(loaded.shape);
  }
  const [many, one] = shapes.map(fingerprintOf);
  expect(one).toBe(many);
  expect(shapes[0]?.procedures).toHaveLength(40);
});
