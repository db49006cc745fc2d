import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

// What an editor says to who writes against a stub.

const directory = import.meta.dirname;
const user = join(directory, "user.ts");

const head =
  'import { connect, isLinesAddError } from "./cart.client.js";\nconst cart = connect("ws://localhost", { auth: { session: "s" } });\n';

let text = "";
let version = 0;
let service: ts.LanguageService;

beforeAll(() => {
  const { config } = ts.readConfigFile(join(directory, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, directory);
  service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [user],
    getScriptVersion: (name) => (name === user ? String(version) : "0"),
    getScriptSnapshot: (name) => {
      const found = name === user ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => directory,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === user || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
});

afterAll(() => service.dispose());

/** Opens a text in the editor. @returns where `|` stood in it. */
function type(code: string): number {
  version += 1;
  text = head + code.replace("|", "");
  return head.length + Math.max(0, code.indexOf("|"));
}

/** What is said of names that nothing uses yet. */
const unusedCode = 6133;

function complaints(code: string): string[] {
  type(code);
  return service
    .getSemanticDiagnostics(user)
    .filter(({ code }) => code !== unusedCode)
    .map(({ messageText, start = 0, length = 0 }) => {
      const marked = text.slice(start, start + length);
      return `${marked}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
}

function completions(code: string): string[] {
  const position = type(code);
  return service.getCompletionsAtPosition(user, position, {})?.entries.map(({ name }) => name) ?? [];
}

function hover(code: string): { signature: string; docs: string } {
  const info = service.getQuickInfoAtPosition(user, type(code));
  return {
    signature: ts.displayPartsToString(info?.displayParts),
    docs: ts.displayPartsToString(info?.documentation),
  };
}

test("hovering over a method shows what the schema says of it", () => {
  const { signature, docs } = hover("cart.lines.a|dd({ sku: 'x' });");
  expect(docs).toContain("Adds an article, or more of it.");
  expect(docs).toContain("Idempotent:");
  expect(signature).toBe("(method) Lines.add(input: LinesAddInput, options?: CallOptions): Promise<LinesAddOutput>");
}, 60_000);

test("hovering over a field shows what the schema says of it", () => {
  expect(hover("(await cart.get()).subtotal.am|ount;").docs).toBe("In the smallest unit of the currency.");
  expect(hover("cart.chan|ged;").docs).toBe("The cart, whenever it changes.");
});

test("the definition of a method is the documented method in the stub", () => {
  const position = type("cart.lines.a|dd({ sku: 'x' });");
  const found = service.getDefinitionAtPosition(user, position) ?? [];
  expect(found.map(({ fileName }) => fileName)).toEqual([join(directory, "cart.client.ts")]);
  const [{ fileName, textSpan }] = found as [ts.DefinitionInfo];
  const { start, length } = textSpan;
  const stub = ts.sys.readFile(fileName) as string;
  expect(stub.slice(start, start + length)).toBe("add");
  expect(stub.slice(0, start)).toMatch(
    /Adds an article, or more of it\.(?:(?!\*\/)[\s\S])*@generated from procedures\.lines\.add\n {3}\*\/\n {2}$/,
  );
});

test("a wrong input is told by its field", () => {
  expect(complaints("cart.lines.add({ sku: 5 });")).toEqual(["sku: Type 'number' is not assignable to type 'string'."]);
  const [missing] = complaints("cart.lines.add({});");
  expect(missing).toMatch(/Property 'sku' is missing in type '{}' but required in type 'LinesAddInput'/);
  const [unknown] = complaints("cart.lines.add({ sku: 'x', qantity: 2 });");
  expect(unknown).toContain("'qantity' does not exist in type 'LinesAddInput'. Did you mean to write 'quantity'?");
  const [other] = complaints("cart.ship({ to: (await cart.get()).shippingAddress!, shipping: { method: 'drone' } });");
  expect(other).toMatch(/^method: Type '"drone"' is not assignable to type '"\w+" \| "\w+" \| "\w+"'/);
});

test("what may be written is listed", () => {
  expect(completions("cart.|")).toEqual(
    expect.arrayContaining(["changed", "checkout", "connection", "get", "lines", "ship"]),
  );
  expect(completions("cart.lines.add({ | });")).toEqual(expect.arrayContaining(["quantity", "sku"]));
  expect(completions("cart.ship({ shipping: { method: '|' } });").sort()).toEqual(["express", "pickup", "standard"]);
  expect(completions("(await cart.get()).|")).toEqual(expect.arrayContaining(["coupon", "lines", "shippingAddress"]));
});

test("errors are told apart by their code", () => {
  const caught = "const caught: unknown = null;\nif (isLinesAddError(caught))";
  expect(complaints(`${caught} { if (caught.code === "OutOfStock") caught.data.left.toFixed(); }`)).toEqual([]);
  expect(complaints(`${caught} { if (caught.code === "UnknownArticle") caught.data.left; }`)).toEqual([
    "left: Property 'left' does not exist on type 'LinesAddUnknownArticle'.",
  ]);
  expect(completions(`${caught} { if (caught.code === "|") caught; }`)).toEqual(
    expect.arrayContaining(["OutOfStock", "UnknownArticle", "timeout"]),
  );
});
