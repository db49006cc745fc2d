import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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
      "types/limits.json": '{ "max": 10, "text": "import.meta" }',
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

  test("is loaded anew with the plain JavaScript that it imports", async () => {
    const root = await workspace({
      "a.schema.ts": schemaWith("[name]").replace("import", 'import { name } from "./name.mjs";\nimport'),
      "name.mjs": 'export const name = "first";',
    });
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["first"]);
    await writeFile(join(root, "name.mjs"), 'export const name = "second";');
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["second"]);
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

  test.each([
    ["a.schema.mjs", "module", schemaWith("send")],
    ["a.schema.mts", "commonjs", schemaWith("send")],
    ["a.schema.ts", "commonjs", schemaWith("send")],
    [
      "a.schema.cts",
      "commonjs",
      `${required}export = defineSchema({ name: "a", procedures: { send: procedure({}) } });`,
    ],
    [
      "a.schema.cjs",
      "module",
      `${required}module.exports = defineSchema({ name: "a", procedures: { send: procedure({}) } });`,
    ],
  ])("may be %s in a project of the type %s", async (name, type, text) => {
    const root = await workspace({ "package.json": JSON.stringify({ type }), [name]: text });
    expect(await pathsOf(join(root, name))).toEqual(["send"]);
  });

  test("may import by every ending, or by none", async () => {
    const root = await workspace({
      "a.schema.ts": [
        'import { a } from "./a.js";',
        'import { b } from "./b.mjs";',
        'import { c } from "./c.ts";',
        'import { d } from "./d";',
        'import { e } from "./e";',
        'import f from "./f.cjs";',
        schemaWith("[a + b + c + d + e + f.f]"),
      ].join("\n"),
      "a.ts": 'export const a: string = "a";',
      "b.mts": 'export const b: string = "b";',
      "c.ts": 'export const c: string = "c";',
      "d.tsx": 'export const d: string = "d";',
      "e/index.ts": 'export const e: string = "e";',
      "f.cjs": 'exports.f = require("./g.json").g + require("node:path").basename(__filename, ".cjs");',
      "g.json": '{ "g": "g" }',
    });
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["abcdegf"]);
  });

  test("may import from CommonJS packages what only their code knows by name", async () => {
    const root = await workspace({
      "app/package.json": '{ "type": "commonjs" }',
      "app/a.schema.ts": ['import words, { word } from "words";', schemaWith("[word + words.other]")].join("\n"),
      "app/node_modules/words/index.js":
        "const all = { word: 'a', other: 'b' };\nmodule.exports = Object.assign({}, all);",
    });
    expect(await pathsOf(join(root, "app/a.schema.ts"))).toEqual(["ab"]);
  });

  test("may use what TypeScript adds to JavaScript", async () => {
    const root = await workspace({
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }',
      "a.schema.ts": [
        'import { type Kind, names, Maker, Named } from "./names.js";',
        'export { Kind } from "./names.js";',
        "const kind: Kind = 1;",
        schemaWith("[names.prefix + new Maker(kind).name! + Named.name]"),
      ].join("\n"),
      "names.ts": [
        "export type Kind = number;",
        "enum Letter { A, B }",
        "export namespace names { export const prefix = Letter[1] satisfies string; }",
        "const upper = (target: object, key: string): void => void Reflect.set(target, key, 'C');",
        "export class Maker { @upper declare name?: string; constructor(private readonly kind: Kind) {} }",
        "export const Named = (() => { class Maker {} return Maker; })();",
      ].join("\n"),
    });
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["BCMaker"]);
  });

  test("may await, and import what it needs while it runs", async () => {
    const root = await workspace({
      "a.schema.ts": [
        'import { a } from "./a.js";',
        'const { b } = await import("./b.js");',
        "const letters = await Promise.all(['c', 'd'].map((name) => import('./letters/' + name + '.ts')));",
        schemaWith("[a + b + letters.map(({ letter }) => letter).join('')]"),
      ].join("\n"),
      "a.ts": 'import { setTimeout } from "node:timers/promises";\nexport const a: string = await setTimeout(1, "a");',
      "b.ts": 'export const b: string = "b";',
      "letters/c.ts": 'export const letter: string = "c";',
      "letters/d.ts": 'export const letter: string = "d";',
    });
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["abcd"]);
  });

  test("knows where it is, and where its modules are", async () => {
    const root = await workspace({
      "a.schema.ts": [
        'import { writeFileSync } from "node:fs";',
        'import { places } from "./lib/places.js";',
        "const own = [__dirname, import.meta.filename];",
        'writeFileSync(new URL("places.json", import.meta.url), JSON.stringify([...own, ...places]));',
        schemaWith("send"),
      ].join("\n"),
      "lib/places.ts": [
        "#!/usr/bin/env node",
        'import { dirname } from "node:path";',
        'import { fileURLToPath } from "node:url";',
        "const __dirname = dirname(fileURLToPath(import.meta.url));",
        'const here = import.meta.resolve("./here.ts");',
        'const zod = import.meta.resolve("zod").endsWith("node_modules/zod/index.cjs");',
        "export const places = [__dirname, import.meta.dirname, __filename, fileURLToPath(here), zod];",
      ].join("\n"),
    });
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["send"]);
    const lib = join(root, "lib");
    expect(JSON.parse(await readFile(join(root, "places.json"), "utf8"))).toEqual([
      root,
      join(root, "a.schema.ts"),
      lib,
      lib,
      join(lib, "places.ts"),
      join(lib, "here.ts"),
      true,
    ]);
  });

  test("may import packages of its workspace, whose files are the user's too", async () => {
    const root = await workspace({
      "app/a.schema.ts": ['import { first } from "@acme/words";', schemaWith("[first]")].join("\n"),
      "words/package.json": '{ "name": "@acme/words", "type": "module", "exports": "./src/index.ts" }',
      "words/src/index.ts": 'import { z } from "zod";\nexport const first: string = z.string().parse("one");',
    });
    await mkdir(join(root, "app/node_modules/@acme"), { recursive: true });
    await symlink(join(root, "words"), join(root, "app/node_modules/@acme/words"), "dir");
    const file = join(root, "app/a.schema.ts");
    expect(await pathsOf(file)).toEqual(["one"]);
    const words = join(root, "words/src/index.ts");
    expect((await loadSchema(file)).files).toEqual([file, words]);
    await writeFile(words, 'export const first = "two";');
    expect(await pathsOf(file)).toEqual(["two"]);
  });

  test("resolves packages by the conditions that Node was started with", async () => {
    const root = await workspace({
      "app/a.schema.ts": ['import { word } from "words";', schemaWith("[word]")].join("\n"),
      "app/node_modules/words/package.json": JSON.stringify({
        name: "words",
        type: "module",
        exports: { "@acme/source": "./src/word.ts", module: "./module.js", default: "./dist/word.js" },
      }),
      "app/node_modules/words/src/word.ts": 'export const word: string = "source";',
      "app/node_modules/words/module.js": 'export const word = "bundled";',
      "app/node_modules/words/dist/word.js": 'export const word = "built";',
    });
    const file = join(root, "app/a.schema.ts");
    expect(await pathsOf(file)).toEqual(["built"]);
    vi.stubEnv("NODE_OPTIONS", "--no-warnings --conditions=@acme/source");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await pathsOf(file)).toEqual(["source"]);
  });

  test("leaves nothing behind, so that it can be loaded any number of times", async () => {
    const root = await workspace({
      "a.schema.ts": [
        "class Held { data = new Uint8Array(8); }",
        "const held = new Held();",
        "Object.assign(globalThis, { hawserTestHeld: new WeakRef(held) });",
        schemaWith("[String(held.data.length)]"),
      ].join("\n"),
    });
    expect(await pathsOf(join(root, "a.schema.ts"))).toEqual(["8"]);
    const { hawserTestHeld: held } = globalThis as unknown as { hawserTestHeld: WeakRef<object> };
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    // What a WeakRef was asked for lives until the end of its job.
    await vi.waitFor(() => {
      collectGarbage();
      expect(held.deref()).toBeUndefined();
    });
  });
});

const required = 'const { defineSchema, procedure } = require("@hawser/core");\n';

/** The paths of the procedures of a schema file. @throws what is wrong with it. */
async function pathsOf(file: string): Promise<string[]> {
  const loaded = await loadSchema(file);
  if ("error" in loaded) throw loaded.error;
  return loaded.shape.procedures.map(({ path }) => path);
}

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
    expect(text).toBe(
      "error none.schema.ts\n  there is no such file\n  remedy Check the path; it starts where you are.",
    );
  });

  test("a misspelled file", async () => {
    const root = await workspace({ "src/chat.schema.ts": "", "src/chat.client.ts": "" });
    const loaded = await loadSchema(join(root, "src/caht.schema.ts"));
    expect(loaded).toMatchObject({ error: { details: { remedy: "Check the path. Did you mean chat.schema.ts?" } } });
  });

  test("a directory", async () => {
    const root = await workspace({ "schemas/a.ts": "" });
    const loaded = await loadSchema(join(root, "schemas"));
    expect(loaded).toMatchObject({
      error: { message: "this is a directory, not a schema file", details: { remedy: "Name a file in it." } },
    });
  });

  test("a stub", async () => {
    expect(await shown("// Generated by hawser 0.1.0 from chat.schema.ts.\nexport const a = 1;\n")).toBe(
      [
        "error a.schema.ts",
        "  this is a stub, not the schema file that it was generated from",
        "  remedy Name the schema file; the first line of the stub says which it is.",
      ].join("\n"),
    );
  });

  test("a syntax error", async () => {
    expect(await shown("const a: number = 3;\nexport defaul a;\n")).toBe(
      [
        "error a.schema.ts:2:8",
        '  syntax error: Unexpected "defaul"',
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
    expect(text).toContain('error b.ts:1:18\n  syntax error: Unexpected ";"\n\n> 1 | export const a = ;');
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
    expect(text).toContain('error a.schema.ts:1:10\n  "@hawser/core" exports no `topc`\n');
    expect(text).toContain("remedy Did you mean topic?");
  });

  test("an import that is not there in a file of the user's", async () => {
    const text = await shown('import { a,\n  none } from "./b.js";\nexport default [a, none];', {
      "b.ts": "export const a = 1;",
    });
    expect(text).toContain('error a.schema.ts:2:3\n  "./b.js" exports no `none`\n');
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

  test("a thrown error behind letters of several bytes, and on a line that asks where it is", async () => {
    const text = await shown('const ä: string = import.meta.url; throw new Error("first");');
    expect(text).toContain("error a.schema.ts:1:42\n  Error: first");
  });

  test("a syntax error behind letters of several bytes, and on a line that asks where it is", async () => {
    const text = await shown('const ä: string = "ö" + __filename; export defaul ä;');
    expect(text).toContain('error a.schema.ts:1:44\n  syntax error: Unexpected "defaul"');
  });

  test("a thrown error behind a top-level await", async () => {
    const text = await shown('interface A {}\nawait Promise.resolve();\n  throw new Error("later");');
    expect(text).toContain("error a.schema.ts:3:9\n  Error: later");
  });

  test("an import of what is no module", async () => {
    const text = await shown('import "./a.png";', { "a.png": "" });
    expect(text).toContain("error a.schema.ts:1:8\n  a file that ends in .png is no module\n");
  });

  test("a package that fails, at its import", async () => {
    const text = await shown('import { a } from "./lib/a.js";\nexport default a;', {
      "lib/a.ts": 'export const a: number = 1;\nimport "broken";',
      "lib/node_modules/broken/package.json": '{ "name": "broken", "exports": { ".": "./index.js" } }',
      "lib/node_modules/broken/index.js": 'throw new RangeError("out of order");',
    });
    expect(text).toContain("error lib/a.ts:2:8\n  RangeError: out of order\n");
  });

  test("a path that a package does not export", async () => {
    const text = await shown('import { a } from "zod/none";\nexport default a;');
    expect(text).toContain('error a.schema.ts:1:19\n  cannot find the module "zod/none"');
    expect(text).toContain("remedy The package zod is installed, but exports nothing by that path");
  });

  test("something thrown that is no error", async () => {
    expect(await shown('throw "text";')).toBe("error a.schema.ts\n  thrown: text");
  });

  test("a top-level await that never settles, while something else keeps the process", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let text: string | undefined;
    const shownLater = shown(
      "globalThis.hawserTestStarted = true;\nawait new Promise(() => {});\nexport default 1;",
    ).then((result) => {
      text = result;
    });
    while (text === undefined) {
      if ("hawserTestStarted" in globalThis) vi.advanceTimersByTime(settleTimeoutMs);
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
