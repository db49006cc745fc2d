import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import * as client from "@hawser/client";
import { helperNames } from "@hawser/core";
import ts from "typescript";
import { expect, test } from "vitest";
import { run } from "../src/program.js";
import { clientNames } from "../src/stub/imports.js";
import { RecordingTerminal } from "./recording-terminal.js";

const golden = fileURLToPath(new URL("golden", import.meta.url));
const schemaFiles = readdirSync(golden).filter((name) => name.endsWith(".schema.ts"));

test("the committed stubs are what their schema files ask for", async () => {
  const terminal = new RecordingTerminal(golden);
  const code = await run(["generate", "--check", ...schemaFiles], terminal);
  expect(terminal.errors).toEqual([]);
  expect(code).toBe(0);
  expect(terminal.lines).toHaveLength(schemaFiles.length);
});

test("the committed stubs pass the strictest settings of TypeScript, and import only the client", () => {
  const config = ts.getParsedCommandLineOfConfigFile(`${golden}/tsconfig.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(textOf([diagnostic]));
    },
  });
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  const stubs = program.getSourceFiles().filter(({ fileName }) => fileName.endsWith(".client.ts"));
  expect(stubs.map(({ fileName }) => basename(fileName)).sort()).toEqual(
    schemaFiles.map((name) => name.replace(".schema.ts", ".client.ts")),
  );
  expect(textOf(program.getOptionsDiagnostics())).toBe("");
  for (const stub of stubs) {
    // Of the client only the declarations matter: a user has it compiled.
    const diagnostics = [
      ...program.getSyntacticDiagnostics(stub),
      ...program.getSemanticDiagnostics(stub),
      ...program.getDeclarationDiagnostics(stub),
    ];
    expect(textOf(diagnostics)).toBe("");
    const imports = ts.preProcessFile(stub.text).importedFiles.map(({ fileName }) => fileName);
    expect(imports).toEqual(["@hawser/client"]);
  }
}, 60_000);

test("the client exports every function that a stub may call", () => {
  const functions = Object.entries(clientNames).flatMap(([name, isType]) => (isType ? [] : [name]));
  expect([...functions, ...helperNames].filter((name) => !(name in client))).toEqual([]);
});

function textOf(diagnostics: readonly ts.Diagnostic[]): string {
  return ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => golden,
    getNewLine: () => "\n",
  });
}
