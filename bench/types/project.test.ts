import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDirectory, writeProject } from "./project.js";
import { callsOver, makeApi } from "./sources/api.js";

let directory: Awaited<ReturnType<typeof makeDirectory>>;
beforeAll(async () => {
  directory = await makeDirectory();
});
afterAll(() => directory.remove());

test("an API has as many procedures as asked for, each under a name of its own", () => {
  for (const count of [10, 25, 1_000]) {
    const { resources } = makeApi(count);
    const names = resources.flatMap(({ name, procedures }) =>
      procedures.map((procedure) => `${name}.${procedure.name}`),
    );
    expect(new Set(names).size).toBe(count);
  }
});

test("the calls of a client are callsOver over all of an API, and differ", () => {
  const calls = callsOver(makeApi(1_000), 10);
  expect(calls.map(({ resource }) => resource)).toEqual(Array.from({ length: 10 }, (_, i) => `resource${i * 10}`));
  expect(new Set(calls.map(({ procedure }) => procedure.name)).size).toBe(10);
});

test.each(["trpc", "orpc"] as const)(
  "%s: the client's program begins at the client and has every router",
  async (row) => {
    const path = await writeProject(directory.path, row, 30);
    const { files } = JSON.parse(await readFile(join(path, "tsconfig.json"), "utf8"));
    expect(files).toEqual(["client.ts"]);
    expect((await readdir(path)).filter((name) => name.startsWith("resource"))).toHaveLength(3);
    const client = await readFile(join(path, "client.ts"), "utf8");
    expect(client.match(/await client\./g)).toHaveLength(10);
    expect(client).toContain("client.resource0.get");
  },
);

test("what is written is removed", async () => {
  const other = await makeDirectory();
  await writeProject(other.path, "orpc", 10);
  await other.remove();
  expect(existsSync(other.path)).toBe(false);
  expect(existsSync(new URL("../../node_modules/zod", import.meta.url))).toBe(true);
});
