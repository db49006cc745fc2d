import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { schemaWith, workspace } from "../../test/workspace.js";
import { run } from "../program.js";

/** Starts `hawser generate --watch`; it ends with the test. */
async function watching(
  files: Record<string, string>,
  ...schemaFiles: string[]
): Promise<{ root: string; terminal: RecordingTerminal }> {
  const root = await workspace(files);
  const terminal = new RecordingTerminal(root);
  const finished = run(["generate", ...schemaFiles, "--watch"], terminal);
  onTestFinished(async () => {
    terminal.interrupt();
    expect(await finished).toBe(0);
  });
  await terminal.printed("watching");
  return { root, terminal };
}

/** Writes a file and waits until the watcher says something. */
async function change(terminal: RecordingTerminal, file: string, text: string, then: string): Promise<void> {
  const since = terminal.lines.length;
  await writeFile(file, text);
  await terminal.printed(then, since);
}

test("generates again when the schema file or a file that it imports changes", async () => {
  const { root, terminal } = await watching(
    {
      "a.schema.ts": schemaWith("[name]").replace("import", 'import { name } from "./name.js";\nimport'),
      "name.ts": 'export const name = "first";',
    },
    "a.schema.ts",
  );
  expect(terminal.lines[0]).toBe("created a.client.ts");

  await change(terminal, join(root, "name.ts"), 'export const name = "second";', "updated a.client.ts");
  expect(terminal.text).toContain("changed name.ts");
  expect(await readFile(join(root, "a.client.ts"), "utf8")).toContain("@generated from procedures.second");

  await change(terminal, join(root, "a.schema.ts"), schemaWith("third"), "updated a.client.ts");
  expect(await readFile(join(root, "a.client.ts"), "utf8")).toContain("@generated from procedures.third");
});

test("ends when nobody reads any more what it tells, and that is no error", async () => {
  const terminal = new RecordingTerminal(await workspace({ "a.schema.ts": schemaWith("send") }));
  const finished = run(["generate", "a.schema.ts", "--watch"], terminal);
  await terminal.printed("watching");
  terminal.leave();
  expect(await finished).toBe(0);
  expect(terminal.errors).toEqual([]);
});

test("survives an error, and goes on when it is mended", async () => {
  const { root, terminal } = await watching({ "a.schema.ts": schemaWith("send") }, "a.schema.ts");
  const file = join(root, "a.schema.ts");
  await change(terminal, file, "export default {", "syntax error");
  await change(
    terminal,
    file,
    schemaWith("[name]").replace("import", 'import { name } from "./name.js";\nimport'),
    "cannot find",
  );
  await change(terminal, join(root, "name.ts"), 'export const name = "late";', "updated a.client.ts");
  expect(await readFile(join(root, "a.client.ts"), "utf8")).toContain("@generated from procedures.late");
});

test("waits for a schema file that is not there, or gone for a while", async () => {
  const { root, terminal } = await watching({}, "a.schema.ts");
  expect(terminal.errors.join()).toContain("there is no such file");
  await change(terminal, join(root, "a.schema.ts"), schemaWith("send"), "created a.client.ts");
  const since = terminal.lines.length;
  await rm(join(root, "a.schema.ts"));
  await terminal.printed("there is no such file", since);
  await change(terminal, join(root, "a.schema.ts"), schemaWith("again"), "updated a.client.ts");
});

test("waits for an imported file that is gone for a while", async () => {
  const { root, terminal } = await watching(
    {
      "a.schema.ts": schemaWith("[name]").replace("import", 'import { name } from "./types/name.js";\nimport'),
      "types/name.ts": 'export const name = "first";',
    },
    "a.schema.ts",
  );
  const since = terminal.lines.length;
  await rm(join(root, "types"), { recursive: true });
  await terminal.printed('error a.schema.ts:1:22\n  cannot find the module "./types/name.js"', since);
  await mkdir(join(root, "types"));
  await change(terminal, join(root, "types/name.ts"), 'export const name = "again";', "updated a.client.ts");
  expect(await readFile(join(root, "a.client.ts"), "utf8")).toContain("@generated from procedures.again");

  const later = terminal.lines.length;
  await rm(join(root, "types/name.ts"));
  await terminal.printed("cannot find the module", later);
  await change(terminal, join(root, "types/name.ts"), 'export const name = "back";', "updated a.client.ts");
  expect(await readFile(join(root, "a.client.ts"), "utf8")).toContain("@generated from procedures.back");
});

test("generates only the stubs that a change concerns", async () => {
  const { root, terminal } = await watching(
    { "a.schema.ts": schemaWith("a"), "b.schema.ts": schemaWith("b") },
    "a.schema.ts",
    "b.schema.ts",
  );
  const since = terminal.lines.length;
  await change(terminal, join(root, "b.schema.ts"), schemaWith("bb"), "+ procedures.bb");
  expect(terminal.lines.slice(since)).toEqual([
    "changed b.schema.ts",
    "updated b.client.ts",
    "  - procedures.b",
    "  + procedures.bb",
  ]);
});

test("leaves a stub alone where the change means nothing to it", async () => {
  const { root, terminal } = await watching({ "a.schema.ts": schemaWith("send") }, "a.schema.ts");
  const since = terminal.lines.length;
  const same = `// A remark.\n${schemaWith("send").replace("z.string()", "z.string().min(1)")}`;
  await change(terminal, join(root, "a.schema.ts"), same, "unchanged");
  expect(terminal.lines.slice(since)).toEqual(["changed a.schema.ts", "unchanged a.client.ts"]);
});
