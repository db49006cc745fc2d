import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { pythonRuntime } from "../python-runtime.js";
import { type HeaderOptions, printCommonHeader } from "../stub/header.js";
import { printPythonStub } from "./print-python-stub.js";

interface PythonFile {
  readonly file: string;
  readonly text: string;
}

/** The client of a schema in Python, and the package beside it that it stands on. */
export async function renderPython(
  schema: SchemaShape,
  stubFile: string,
  header: HeaderOptions,
): Promise<readonly PythonFile[]> {
  const directory = dirname(stubFile);
  const isInPackage = existsSync(join(directory, "__init__.py"));
  return [
    { file: stubFile, text: printPythonStub(schema, { ...header, isInPackage }) },
    ...(await renderRuntime(join(directory, "hawser_runtime"), header.version)),
  ];
}

async function renderRuntime(directory: string, version: string): Promise<PythonFile[]> {
  const names = (await readdir(pythonRuntime)).filter((name) => name.endsWith(".py")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, pythonRuntime), "utf8");
      return { file: join(directory, name), text: `${printCommonHeader(version, "#")}\n\n${text}` };
    }),
  );
}
