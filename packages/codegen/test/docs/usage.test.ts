import { fileURLToPath } from "node:url";
import { fingerprintOf, type Shape } from "@hawser/core";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { connectUsage } from "../../src/docs/usage/connect-usage.js";
import { exampleOf } from "../../src/docs/usage/example-value.js";
import { printValue } from "../../src/docs/usage/print-value.js";
import { procedureUsage } from "../../src/docs/usage/procedure-usage.js";
import { topicUsage } from "../../src/docs/usage/topic-usage.js";
import { clientVariable, memberAt } from "../../src/docs/usage/usage.js";
import { printStub } from "../../src/stub/print-stub.js";
import { documented, schemaFiles } from "./documented.js";

const directory = fileURLToPath(new URL("../golden/", import.meta.url));

test("every piece of code compiles under the strictest settings, against the stub", { tags: ["slow"] }, async () => {
  const { config } = ts.readConfigFile(`${directory}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, directory);
  const sources = new Map<string, string>();
  for (const file of schemaFiles) {
    const { schema, stub } = await documented(file);
    const header = { version: "0", source: "", command: "", fingerprint: fingerprintOf(schema) };
    const name = `usage-${schema.name}`;
    sources.set(`${directory}${name}.client.ts`, printStub(schema, header));
    const context = {
      client: clientVariable(schema.name),
      stubModule: `./${name}.client.js`,
      url: "wss://example.com",
      definitions: schema.definitions,
    };
    const connect = connectUsage(stub.connect, context).code;
    const usages = stub.operations.flatMap((names) => {
      const found = names.kind === "procedure" ? procedureUsage(names, context) : topicUsage(names, context);
      expect(found.length, "every operation has a value that can be written down").toBeGreaterThan(0);
      return found;
    });
    // Imports stand at the top of a module; the rest in a block, so that no two of them share a name.
    const imports = new Set(usages.flatMap(({ code }) => code.match(/^import .*\n\n/gm) ?? []));
    const blocks = usages.map(({ code }) => `{\n${code.replace(/^import .*\n\n/gm, "")}\n}\n`);
    sources.set(`${directory}${name}.ts`, [...imports, connect, "\n", ...blocks].join(""));
  }
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists.call(host, file);
  host.readFile = (file) => sources.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = sources.get(file);
    if (text === undefined) return getSourceFile.call(host, file, ...rest);
    return ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...sources.keys()], { ...options, noUnusedLocals: false }, host);
  const found = program.getSourceFiles().flatMap((file) => {
    if (!sources.has(file.fileName)) return [];
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) => {
        const line = file.text.slice(0, start).split("\n").length;
        return `${file.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}\n${file.text.split("\n")[line - 1]}`;
      },
    );
  });
  // The one type of which TypeScript takes no literal: declared keys beside others of another type.
  expect(found.filter((complaint) => !/is incompatible with index signature/.test(complaint))).toEqual([]);
});

describe("an example", () => {
  const definitions: Record<string, Shape> = {
    Tree: {
      kind: "object",
      fields: [{ name: "children", shape: { kind: "array", item: { kind: "ref", to: "Tree" } } }],
    },
    Chain: { kind: "object", fields: [{ name: "next", shape: { kind: "ref", to: "Chain" } }] },
    List: { kind: "nullable", of: { kind: "tuple", items: [{ kind: "ref", to: "List" }] } },
  };
  const ref = (to: string): Shape => ({ kind: "ref", to });

  test.each<[string, Shape, unknown]>([
    ["ends where the type goes on", ref("Tree"), { value: { children: [] } }],
    ["ends with null", ref("List"), { value: null }],
    ["is none where only an endless value would do", ref("Chain"), undefined],
    ["takes the option that ends", { kind: "union", options: [ref("Chain"), { kind: "int" }] }, { value: 1 }],
    [
      "leaves out what may be absent",
      { kind: "object", fields: [{ name: "a", optional: true, shape: { kind: "int" } }] },
      { value: {} },
    ],
    [
      "has the keys that must be there",
      { kind: "record", key: { kind: "literal", values: ["a", 1] }, value: { kind: "null" } },
      { value: { a: null, 1: null } },
    ],
    [
      "fits a template",
      { kind: "template", parts: ["v", { kind: "int" }, "-", { kind: "optional", of: { kind: "int" } }] },
      { value: "v1-" },
    ],
    [
      "has no optional items",
      { kind: "tuple", items: [{ kind: "boolean" }, { kind: "optional", of: { kind: "int" } }] },
      { value: [true] },
    ],
    [
      "is called after its field",
      { kind: "object", fields: [{ name: "room", shape: { kind: "string" } }] },
      { value: { room: "room" } },
    ],
    [
      "has a key that would set a prototype",
      { kind: "object", fields: [{ name: "__proto__", shape: { kind: "int" } }] },
      { value: JSON.parse('{"__proto__":1}') },
    ],
  ])("%s", (_, shape, example) => {
    expect(exampleOf(shape, definitions)).toEqual(example);
  });

  test.each<[unknown, string]>([
    [{ a: [1, "b"], "c d": null }, '{ a: [1, "b"], "c d": null }'],
    [new Map([[1n, new Set([true])]]), "new Map([[1n, new Set([true])]])"],
    [new Date(0), 'new Date("1970-01-01T00:00:00Z")'],
    [new Uint8Array([1, 2]), "new Uint8Array([1, 2])"],
    [[], "[]"],
    [{}, "{}"],
    [undefined, "undefined"],
    [JSON.parse('{"__proto__":1}'), '{ ["__proto__"]: 1 }'],
    [{ long: "x".repeat(60), b: [1] }, `{\n  long: "${"x".repeat(60)}",\n  b: [1],\n}`],
  ])("prints as %s", (value, text) => {
    expect(printValue(value)).toBe(text);
  });

  test("reaches what is no identifier", () => {
    expect(memberAt("chat", "rooms.get-all.größe")).toBe('chat.rooms["get-all"].größe');
    expect(clientVariable("my-api")).toBe("myApi");
    expect(clientVariable("connect")).toBe("client");
    expect(clientVariable("default")).toBe("client");
  });
});
