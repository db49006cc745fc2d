import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { pythonRuntime } from "../python-runtime.js";
import { type HeaderOptions, printCommonHeader } from "../stub/header.js";
import type { StubText } from "../stub-text.js";
import { printPythonStub } from "./print-python-stub.js";

/** The client of a schema in Python, and the package beside it that it stands on. */
export async function renderPython(
  schema: SchemaShape,
  stubFile: string,
  header: HeaderOptions,
): Promise<readonly StubText[]> {
  const directory = dirname(stubFile);
  const isInPackage = existsSync(join(directory, "__init__.py"));
  return [
    { file: stubFile, text: printPythonStub(schema, { ...header, isInPackage }) },
    ...(await renderRuntime(join(directory, "hawser_runtime"), header.version)),
  ];
}

async function renderRuntime(directory: string, version: string): Promise<StubText[]> {
  const names = (await readdir(pythonRuntime)).filter((name) => name.endsWith(".py")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, pythonRuntime), "utf8");
      return { file: join(directory, name), folder: directory, text: `${printCommonHeader(version, "#")}\n\n${text}` };
    }),
  );
}
