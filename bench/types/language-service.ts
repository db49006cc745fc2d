import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { answer } from "../harness/serve-process.js";

/** What an editor does with a client's file, and what it takes. */
export interface Completion {
  /** From nothing loaded to the answer. */
  readonly firstMs: number;
  /** From the next edit of the same file to the next answer. */
  readonly editedMs: number;
  /** What is held afterwards. */
  readonly heapBytes: number;
}

// What is garbage is no cost of the types.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

answer((directory: string): Completion => {
  const file = join(directory, "client.ts");
  const written = readFileSync(file, "utf8");
  const editor = new Editor(directory, file);
  const firstMs = editor.complete(`${written}answer0.`);
  const editedMs = editor.complete(`${written}console.log(1);\nanswer0.`);
  collectGarbage();
  const heapBytes = process.memoryUsage().heapUsed;
  editor.close();
  return { firstMs, editedMs, heapBytes };
});

/** A language service in which one file is open. */
class Editor {
  private text = "";
  private version = 0;
  private readonly service: ts.LanguageService;

  constructor(
    directory: string,
    private readonly file: string,
  ) {
    const { config } = ts.readConfigFile(join(directory, "tsconfig.json"), ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, directory);
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (name) => (name === file ? String(this.version) : "0"),
      getScriptSnapshot: (name) => {
        const text = name === file ? this.text : ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => directory,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
    });
  }

  /** @returns how long it took to list what may stand at the end of the text. @throws Error where that is not the entity. */
  complete(text: string): number {
    this.text = text;
    this.version += 1;
    const startMs = performance.now();
    const found = this.service.getCompletionsAtPosition(this.file, text.length, undefined);
    const tookMs = performance.now() - startMs;
    const names = found?.entries.map(({ name }) => name) ?? [];
    if (!names.includes("title"))
      throw new Error(`no title is among what may follow: ${names.slice(0, 20).join(", ")}`);
    return tookMs;
  }

  close(): void {
    this.service.dispose();
  }
}
