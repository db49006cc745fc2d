import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fingerprintOf } from "@hawser/core";
import ts from "typescript";
import { expect, test } from "vitest";
import { loadSchema } from "../src/schema/load-schema.js";
import { declarations, type Form, javascript, typescript } from "../src/stub/form.js";
import { printStub } from "../src/stub/print-stub.js";

// A stub of two files is what the compiler would make of the one in TypeScript.

const golden = fileURLToPath(new URL("golden/", import.meta.url));
const schemaFiles = readdirSync(golden).filter((name) => name.endsWith(".schema.ts"));

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

test.each(schemaFiles)("%s", async (name) => {
  const loaded = await loadSchema(golden + name);
  if ("error" in loaded) throw loaded.error;
  const { shape } = loaded;
  const header = { version: "0", source: name, command: "", fingerprint: fingerprintOf(shape) };
  const print = (form: Form): string => printStub(shape, { ...header, form });

  const { outputText: code } = ts.transpileModule(print(typescript), { compilerOptions });
  expect(normal(print(javascript))).toBe(normal(code));
  const { outputText: types } = ts.transpileDeclaration(print(typescript), { compilerOptions });
  expect(withoutImports(normal(print(declarations)))).toBe(withoutImports(normal(types)));
});

/**
 * In the compiler's own layout, without the comments at the end, which it keeps in either. A file of declarations may say
 * `declare`, and need not.
 */
function normal(text: string): string {
  const code = text.replace(/^\/\/ The schema, [\s\S]*/m, "");
  const file = ts.createSourceFile("stub.ts", code, ts.ScriptTarget.ESNext, true);
  return ts.createPrinter().printFile(file).replaceAll("export declare ", "export ");
}

/** Nor the header: the compiler drops it, and leaves the word `type` before each name. */
function withoutImports(text: string): string {
  return text.replace(/^[\s\S]*?^import [^;]+;\n/m, "");
}
