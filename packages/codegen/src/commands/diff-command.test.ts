import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { x } from "tinyexec";
import { describe, expect, test } from "vitest";
import { commitAll } from "../../test/commit-all.js";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { workspace } from "../../test/workspace.js";
import { run } from "../program.js";

async function hawser(root: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = new RecordingTerminal(root);
  const code = await run(args, terminal);
  return { code, out: terminal.text, err: terminal.errors.join("\n") };
}

/** A schema file of one procedure with these fields in its input. */
function schemaOf(fields: string, description = "Says something."): string {
  return [
    'import { defineSchema, procedure } from "@hawser/core";',
    'import { z } from "zod";',
    "",
    "export default defineSchema({",
    '  name: "chat",',
    `  procedures: { send: procedure({ description: "${description}", input: z.object({ ${fields} }) }) },`,
    "});",
    "",
  ].join("\n");
}

const [old, wider, narrower] = [
  "text: z.string()",
  "text: z.string(), mood: z.string().optional()",
  "text: z.string(), room: z.string()",
];

describe("diff", () => {
  test("tells what breaks, with what stands there now, and counts", async () => {
    const root = await workspace({ "old.ts": schemaOf(old), "new.ts": schemaOf(narrower, "Says it.") });
    expect(await hawser(root, "diff", "old.ts", "new.ts")).toEqual({
      code: 1,
      err: "",
      out: `Breaking
  procedures.send.input.room
    required field added; the new server refuses what an old client sends
    + string

Documentation
  procedures.send
    description changed
    - Says something.
    + Says it.

2 changes: 1 breaking, 0 compatible, 1 documentation`,
    });
  });

  test("what breaks only new clients is compatible, and tells who goes first", async () => {
    const root = await workspace({ "old.ts": schemaOf(narrower), "new.ts": schemaOf(old) });
    const { code, out } = await hawser(root, "diff", "old.ts", "new.ts");
    expect(code).toBe(0);
    expect(out).toContain("1 breaks a new client at an old server: let servers go first");
  });

  test("no changes", async () => {
    const root = await workspace({ "old.ts": schemaOf(old) });
    expect(await hawser(root, "diff", "old.ts", "old.ts")).toEqual({ code: 0, out: "no changes", err: "" });
  });

  test("--json is an array of changes", async () => {
    const root = await workspace({ "old.ts": schemaOf(old), "new.ts": schemaOf(wider) });
    const { code, out } = await hawser(root, "diff", "old.ts", "new.ts", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      {
        severity: "compatible",
        path: "procedures.send.input.mood",
        breaks: [],
        reason: "optional field added",
        after: "string",
      },
    ]);
    expect((await hawser(root, "diff", "old.ts", "old.ts", "--json")).out).toBe("[]");
  });

  test("reads schema files, stubs in TypeScript and JavaScript, split ones too, and snapshots alike", async () => {
    const root = await workspace({ "a.schema.ts": schemaOf(old), "new.ts": schemaOf(narrower) });
    await hawser(root, "generate", "a.schema.ts");
    await hawser(root, "generate", "a.schema.ts", "-o", "js/a.client.js");
    await hawser(root, "generate", "a.schema.ts", "-o", "split/", "--split");
    await hawser(root, "snapshot", "a.schema.ts");
    const { out } = await hawser(root, "diff", "a.schema.ts", "new.ts");
    expect(out).toContain("1 breaking");
    for (const source of ["a.client.ts", "js/a.client.js", "js/a.client.d.ts", "split/a.client.ts", "a.schema.json"]) {
      expect(await hawser(root, "diff", source, "new.ts"), source).toEqual({ code: 1, out, err: "" });
    }
  });

  test.each<[what: string, files: Record<string, string>, source: string, expected: string]>([
    ["no file", {}, "none.ts", "error none.ts\n  there is no such file"],
    ["no snapshot", {}, "none.json", "error none.json\n  there is no such file"],
    [
      "a directory",
      { "old/a.ts": "" },
      "old",
      "error old\n  this is a directory, not a schema file\n  remedy Name a file",
    ],
    [
      "half of a revision",
      {},
      "git:HEAD",
      "error git:HEAD\n  this names no file of a revision\n  remedy It is git:REV",
    ],
    ["a syntax error", { "a.ts": "export default {" }, "a.ts", "error a.ts:1:17\n  syntax error: "],
    ["no default export", { "a.ts": "export const a = 1;" }, "a.ts", "error a.ts\n  the file has no default export"],
    ["no JSON", { "a.json": "{" }, "a.json", "error a.json\n  this is no JSON: "],
    ["other JSON", { "a.json": "[]" }, "a.json", "error a.json\n  this is JSON, but no snapshot"],
    [
      "a later snapshot",
      { "a.json": '{ "hawser": 2 }' },
      "a.json",
      "error a.json\n  this is a snapshot of format 2, not of 1",
    ],
    [
      "a changed snapshot",
      { "a.json": '{ "hawser": 1, "fingerprint": "0", "schema": {} }' },
      "a.json",
      "error a.json\n  the snapshot is not as it was written",
    ],
    [
      "a stub of an older version",
      { "a.client.ts": "// Generated by hawser 0.0.1 from a.ts." },
      "a.client.ts",
      "error a.client.ts\n  this stub does not hold its schema\n  remedy Generate it again",
    ],
    [
      "something else",
      { "a.txt": "" },
      "a.txt",
      "error a.txt\n  a schema is not read out of such a file\n  remedy Give",
    ],
    [
      "no repository",
      {},
      "git:HEAD:a.ts",
      "error git:HEAD:a.ts\n  not a git repository (or any of the parent directories): .git\n  remedy Go to where the repo",
    ],
  ])("%s", async (_, files, source, expected) => {
    const root = await workspace({ ...files, "new.ts": schemaOf(old) });
    const { code, err } = await hawser(root, "diff", source, "new.ts");
    expect(err).toContain(expected);
    expect(code).toBe(2);
  });

  test("two versions that fail are both told, one reason for both once", async () => {
    const root = await workspace({
      "a.ts": 'import "./shared.js";',
      "b.ts": 'import "./shared.js";',
      "c.ts": "export const c = 1;",
      "shared.ts": "export default {",
    });
    const both = await hawser(root, "diff", "a.ts", "c.ts");
    expect(both.err.match(/^error .*/gm)).toEqual(["error shared.ts:1:17", "error c.ts"]);
    const once = await hawser(root, "diff", "a.ts", "b.ts");
    expect(once.err.match(/^error .*/gm)).toEqual(["error shared.ts:1:17"]);
    expect([both.code, once.code]).toEqual([2, 2]);
  });

  test("a stub whose schema was changed by hand", async () => {
    const root = await workspace({ "a.schema.ts": schemaOf(old) });
    await hawser(root, "generate", "a.schema.ts");
    const stub = await readFile(join(root, "a.client.ts"), "utf8");
    await writeFile(
      join(root, "a.client.ts"),
      stub.replace('// procedure {"path":"send"', '// procedure {"path":"sent"'),
    );
    const { code, err } = await hawser(root, "diff", "a.client.ts", "a.schema.ts");
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining("is not the one that it was generated from"),
    });
  });
});

describe("diff with a revision", () => {
  const files = {
    "src/chat.schema.ts": schemaOf("[field]: z.string()").replace("\n", '\nimport { field } from "../lib/field.js";\n'),
    "lib/field.ts": 'export const field = "text";',
    "package.json": '{ "name": "project", "type": "module" }',
    ".gitignore": "node_modules\n",
  };

  async function repository(): Promise<string> {
    const root = await workspace(files);
    await commitAll(root);
    return root;
  }

  test("reads a schema file with what it imported then, and leaves the working tree and the index alone", async () => {
    const root = await repository();
    await writeFile(join(root, "lib/field.ts"), 'export const field = "body";');
    const { code, out } = await hawser(root, "diff", "git:HEAD:src/chat.schema.ts", "src/chat.schema.ts");
    expect(code).toBe(1);
    expect(out).toContain("procedures.send.input.text\n    required field removed (renamed to body?)");
    const { stdout } = await x("git", ["status", "--porcelain"], { nodeOptions: { cwd: root } });
    expect(stdout.trim()).toBe("M lib/field.ts");
  });

  test("from a directory below the top, a path starts where the user is", async () => {
    const root = await repository();
    const inside = join(root, "src");
    expect(await hawser(inside, "diff", "git:HEAD:chat.schema.ts", "chat.schema.ts")).toMatchObject({
      code: 0,
      out: "no changes",
    });
    expect(
      await hawser(join(root, "lib"), "diff", "git:HEAD:../src/chat.schema.ts", "../src/chat.schema.ts"),
    ).toMatchObject({ code: 0 });
  });

  test.each([
    [
      "no such revision",
      "git:nope:src/chat.schema.ts",
      "error git:nope:src/chat.schema.ts\n  invalid object name 'nope'",
    ],
    [
      "no such file",
      "git:HEAD:src/none.ts",
      "error git:HEAD:src/none.ts\n  path 'src/none.ts' does not exist in 'HEAD'",
    ],
    ["no such snapshot", "git:HEAD:none.json", "error git:HEAD:none.json\n  path 'none.json' does not exist in 'HEAD'"],
  ])("%s", async (_, source, expected) => {
    const { code, err } = await hawser(await repository(), "diff", source, "src/chat.schema.ts");
    expect(err).toContain(expected);
    expect(err).toContain("remedy It is git:REVISION:PATH");
    expect(code).toBe(2);
  });

  test("a schema that failed then is told with its place then", async () => {
    const root = await repository();
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    await writeFile(join(root, "lib/field.ts"), "export const field = ;");
    await x("git", [...author, "commit", "-q", "-am", "two"], { nodeOptions: { cwd: root } });
    const { code, err } = await hawser(root, "diff", "git:HEAD:src/chat.schema.ts", "git:HEAD~1:src/chat.schema.ts");
    expect(code).toBe(2);
    expect(err).toMatch(/^error git:HEAD:lib\/field\.ts:1:\d+\n {2}syntax error: /);
  });
});

test("diff --help tells the forms, examples and exit codes", async () => {
  const { code, out } = await hawser("/", "diff", "--help");
  expect(code).toBe(0);
  for (const text of ["git:REVISION:PATH", "--json", "Examples:", "Exit codes:"]) expect(out).toContain(text);
});

test("diff of one version is bad usage", async () => {
  expect(await hawser("/", "diff", "a.ts")).toMatchObject({ code: 2 });
});
