import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SchemaShape } from "@hawser/core";
import { pythonRuntime } from "../python-runtime.js";
import { type HeaderOptions, printCommonHeader } from "../stub/header.js";
import { printPythonStub } from "./print-python-stub.js";

/** The client of a schema in Python, and the runtime beside it. */
export async function renderPython(
  schema: SchemaShape,
  stubFile: string,
  header: HeaderOptions,
): Promise<{ file: string; text: string }[]> {
  const directory = dirname(stubFile);
  const isInPackage = existsSync(join(directory, "__init__.py"));
  const runtime = await readFile(pythonRuntime, "utf8");
  return [
    { file: stubFile, text: printPythonStub(schema, { ...header, isInPackage }) },
    { file: join(directory, "hawser_runtime.py"), text: `${printCommonHeader(header.version, "#")}\n\n${runtime}` },
  ];
}
