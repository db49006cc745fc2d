import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { schemaWith, workspace } from "../../test/workspace.js";
import { loadSchema } from "./load-schema.js";
import { printSchemaFileError } from "./schema-file-error.js";
import { settleTimeoutMs } from "./settle.js";

describe("a schema that is fine", () => {
  test("comes with the files that it was made from", async () => {
    const root = await workspace({
      "chat.schema.ts": [
        'import { defineSchema, procedure } from "@hawser/core";',
        'import { Message } from "./types/message.js";',
        'export default defineSchema({ name: "chat", procedures: { send: procedure({ input: Message }) } });',
      ].join("\n"),
      "types/message.ts": [
        'import { z } from "zod";',
        'import limits from "./limits.json" with { type: "json" };',
        "enum Kind { Text, Image }",
        "export const Message = z.object({ text: z.string().max(limits.max), kind: z.enum(Kind) });",
      ].join("\n"),
      "types/limits.json": '{ "max": 10 }',
    });
    const loaded = await loadSchema(join(root, "chat.schema.ts"));
    expect(loaded).toMatchObject({ shape: { name: "chat", procedures: [{ path: "send" }] } });
    expect([...loaded.files].sort()).toEqual(
      ["chat.schema.ts", "types/limits.json", "types/message.ts"].map((path) => join(root, path)),
    );
  });

  test("is loaded anew every time, with what it imports", async () => {
    const root = await workspace({
      "a.schema.ts": schemaWith("[name]").replace("import", 'import { name } from "./name.js";\nimport'),
      "name.ts": 'import json from "./name.json" with { type: "json" };\nexport const name = json.name + "A";',
      "name.json": '{ "name": "first" }',
    });
    const pathOfFirst = async (): Promise<unknown> => {
      const loaded = await loadSchema(join(root, "a.schema.ts"));
      return "shape" in loaded ? loaded.shape.procedures[0]?.path : loaded.error;
    };
    expect(await pathOfFirst()).toBe("firstA");
    await writeFile(join(root, "name.json"), '{ "name": "second" }');
    expect(await pathOfFirst()).toBe("secondA");
    await writeFile(join(root, "name.ts"), 'export const name = "third";');
    expect(await pathOfFirst()).toBe("third");
  });

  test("may import through the paths of a tsconfig.json", async () => {
    const root = await workspace({
      "tsconfig.json": '{ "compilerOptions": { "paths": { "#types/*": ["./types/*"] } } }',
      "src/a.schema.ts": schemaWith("[name]").replace("import", 'import { name } from "#types/name";\nimport'),
      "types/name.ts": 'export const name = "mapped";',
    });
    const loaded = await loadSchema(join(root, "src/a.schema.ts"));
    expect(loaded).toMatchObject({ shape: { procedures: [{ path: "mapped" }] } });
  });

  test("may be plain JavaScript", async () => {
    const root = await workspace({ "a.schema.mjs": schemaWith("send") });
    expect(await loadSchema(join(root, "a.schema.mjs"))).toMatchObject({ shape: { procedures: [{ path: "send" }] } });
  });
});

describe("a schema that fails says where and why", () => {
  /** What the user is shown for a schema file with this text. */
  async function shown(text: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
    const root = await workspace({ "a.schema.ts": text, ...others });
    const loaded = await loadSchema(join(root, "a.schema.ts"));
    if (!("error" in loaded)) throw new Error("it did not fail");
    expect(loaded.files).toContain(join(root, "a.schema.ts"));
    return printSchemaFileError(loaded.error, new RecordingTerminal(root));
  }

  test("no such file", async () => {
    const root = await workspace({});
    const loaded = await loadSchema(join(root, "none.schema.ts"));
    const text = "error" in loaded && printSchemaFileError(loaded.error, new RecordingTerminal(root));
    expect(text).toBe("error none.schema.ts\n  there is no such file");
  });

  test("a directory", async () => {
    const root = await workspace({ "schemas/a.ts": "" });
    const loaded = await loadSchema(join(root, "schemas"));
    expect(loaded).toMatchObject({ error: { message: "this is a directory, not a schema file" } });
  });

  test("a syntax error", async () => {
    expect(await shown("const a: number = 3;\nexport defaul a;\n")).toBe(
      [
        "error a.schema.ts:2:8",
        '  syntax error: Unexpected token, expected "{"',
        "",
        "  1 | const a: number = 3;",
        "> 2 | export defaul a;",
        "    |        ^",
        "  3 |",
      ].join("\n"),
    );
  });

  test("a syntax error in a file that it imports", async () => {
    const text = await shown('import { a } from "./b.js";\nexport default a;', { "b.ts": "export const a = ;" });
    expect(text).toContain("error b.ts:1:18\n  syntax error: Unexpected token\n\n> 1 | export const a = ;");
  });

  test("a missing file", async () => {
    const text = await shown('import { a } from "./none.js";\nexport default a;');
    expect(text).toContain('error a.schema.ts:1:19\n  cannot find the module "./none.js"');
    expect(text).toContain("remedy Check the path");
  });

  test("a missing package", async () => {
    const text = await shown('\nimport { a } from "@scope/none/deep";\nexport default a;');
    expect(text).toContain('error a.schema.ts:2:19\n  cannot find the module "@scope/none/deep"');
    expect(text).toContain("npm install @scope/none`");
  });

  test("a file that it reads, and waits for", async () => {
    const root = await workspace({
      "a.schema.ts": 'import { readFileSync } from "node:fs";\nreadFileSync(new URL("none.txt", import.meta.url));',
    });
    const loaded = await loadSchema(join(root, "a.schema.ts"));
    expect(loaded.files).toContain(join(root, "none.txt"));
  });

  test("an import that is not there", async () => {
    const text = await shown('import { topc } from "@hawser/core";\nexport default topc({});');
    expect(text).toContain("error a.schema.ts:2:");
    expect(text).toContain("TypeError: the import `topc` is not a function");
  });

  test("a thrown error, at the user's innermost function and in the source as written", async () => {
    const text = await shown('import { helper } from "./helper.js";\nexport default helper({ a: 1 });', {
      "helper.ts": [
        "interface A {",
        "  a: number;",
        "}",
        'export function helper({ a }: A): never {\tthrow new RangeError("no " + (a as number)); }',
      ].join("\n"),
    });
    expect(text).toContain("error helper.ts:4:");
    expect(text).toContain("RangeError: no 1");
    expect(text).toContain("> 4 | export function helper({ a }: A): never {");
    expect(text).not.toContain("node_modules");
  });

  test("a thrown error on the first line", async () => {
    const text = await shown('const a: string = ""; throw new Error("first");');
    expect(text).toContain("error a.schema.ts:1:29\n  Error: first");
  });

  test("something thrown that is no error", async () => {
    expect(await shown('throw "text";')).toBe("error a.schema.ts\n  thrown: text");
  });

  test("a top-level await that never settles, while something else keeps the process", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let text: string | undefined;
    const shownLater = shown("await new Promise(() => {});\nexport default 1;").then((result) => {
      text = result;
    });
    while (text === undefined) {
      vi.advanceTimersByTime(settleTimeoutMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await shownLater;
    expect(text).toContain("error a.schema.ts\n  the file, or one that it imports, never settles\n  remedy ");
  });

  test("process.exit, also where it is caught", async () => {
    const { exit } = process;
    const text = await shown("const a: number = 1;\ntry { process.exit(0); } catch {}\nexport default a;");
    expect(text).toContain("error a.schema.ts:2:");
    expect(text).toContain("\n  the file calls process.exit(0)\n");
    expect(process.exit).toBe(exit);
  });

  test("no default export", async () => {
    const text = await shown('import { defineSchema } from "@hawser/core";\nexport const a = 1;');
    expect(text).toBe(
      "error a.schema.ts\n  the file has no default export\n  remedy Write `export default defineSchema({ ... })`.",
    );
  });

  test("a schema that is exported under a name", async () => {
    const text = await shown(
      'import { defineSchema } from "@hawser/core";\nexport const chat = defineSchema({ name: "chat" });',
    );
    expect(text).toContain("error a.schema.ts:2:14\n  the file has no default export");
    expect(text).toContain("remedy Write `export default chat;`.");
  });

  test("a default export that is no schema", async () => {
    const text = await shown("\nexport default { kind: 1 };");
    expect(text).toContain("error a.schema.ts:2:1\n  the default export is not a schema made by defineSchema");
    expect(text).toContain("remedy Write `export default defineSchema({ ... })`");
  });

  test("what defineSchema refuses, at the culprit", async () => {
    const text = await shown(
      [
        'import { defineSchema, procedure } from "@hawser/core";',
        'import { z } from "zod";',
        "const Input = z.object({",
        "  room: z.string(),",
        "  at: z.array(z.object({ when: z.function() })),",
        "});",
        "export default defineSchema({",
        '  name: "chat",',
        "  procedures: { rooms: { send: procedure({ input: Input }) } },",
        "});",
      ].join("\n"),
    );
    expect(text).toContain("error a.schema.ts:5:26\n  procedures.rooms.send.input.at[].when: ");
    expect(text).toContain("> 5 |   at: z.array(z.object({ when: z.function() })),\n    |                          ^");
  });

  test.each([
    [
      "a stream that would run once",
      "rooms: { backlog: procedure({ output: stream(z.string()), idempotent: true }) }",
      "procedures.rooms.backlog.idempotent",
      "idempotent: true",
    ],
    ["no window", "a: procedure({ idempotent: { windowMs: 0 } })", "procedures.a.idempotent.windowMs", "windowMs: 0"],
    [
      "a window by another name",
      "a: procedure({ idempotent: { window: 5 } })",
      "procedures.a.idempotent.window",
      "window: 5",
    ],
    [
      "an item that cannot travel",
      "a: procedure({ input: stream(z.object({ at: z.symbol() })) })",
      "procedures.a.input.at",
      "at: z.symbol()",
    ],
    [
      "a stream of no type",
      "a: procedure({ output: stream({ text: z.string() }) })",
      "procedures.a.output",
      "output: stream(",
    ],
    [
      "a stream inside a type",
      "a: procedure({ output: z.object({ all: stream(z.string()) }) })",
      "procedures.a.output.all",
      "all: stream(",
    ],
    [
      "a stream for an error",
      "a: procedure({ errors: { Bad: stream(z.string()) } })",
      "procedures.a.errors.Bad",
      "Bad: stream(",
    ],
  ])("%s, at the culprit", async (_, declaration, path, culprit) => {
    await expectFrame(`procedures: { ${declaration} }`, path, culprit);
  });

  test.each([
    ["of a call that cannot travel", "{ call: z.object({ at: z.symbol() }) }", "metadata.call.at", "at: z.symbol()"],
    ["of an answer that streams", "{ answer: stream(z.string()) }", "metadata.answer", "answer: stream("],
    ["of something else", "{ calls: z.string() }", "metadata.calls", "calls: z.string()"],
    ["without a side", "z.string()", "metadata", "metadata: z.string()"],
  ])("metadata %s, at the culprit", async (_, declaration, path, culprit) => {
    await expectFrame(`metadata: ${declaration}`, path, culprit);
  });

  /** What is shown for an option of `defineSchema` names the path and marks the culprit. */
  async function expectFrame(option: string, path: string, culprit: string): Promise<void> {
    const text = await shown(
      [
        'import { defineSchema, procedure, stream } from "@hawser/core";',
        'import { z } from "zod";',
        `export default defineSchema({ name: "chat", ${option} });`,
      ].join("\n"),
    );
    expect(text).toContain(`\n  ${path}: `);
    const lines = text.split("\n");
    const line = lines.findIndex((shownLine) => shownLine.startsWith("> 3 |"));
    const column = lines[line + 1]?.indexOf("^") ?? -1;
    expect(lines[line]?.slice(column, column + culprit.length)).toBe(culprit);
  }
});
