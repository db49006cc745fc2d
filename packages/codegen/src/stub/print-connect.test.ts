import type { SchemaShape } from "@hawser/core";
import { expect, test } from "vitest";
import { printParts } from "../../test/print-parts.js";
import { printConnect } from "./print-connect.js";

function print(declarations: Partial<SchemaShape>): string {
  const { schema, stub, types, imports } = printParts(declarations);
  return printConnect(schema.name, stub.connect, types, imports).join("\n\n");
}

test("without auth nothing but a URL is required", () => {
  expect(print({})).toBe(
    [
      "/**",
      " * Connects to a server of the `test` schema. The connection is opened in the background and heals itself;",
      " * calls may be made at once.",
      " */",
      "export function connect(url: string | URL, options?: ConnectionOptions): Test {",
      "  return new Test(createConnection(schema, url, options));",
      "}",
    ].join("\n"),
  );
});

test("auth is required where the schema declares it", () => {
  const text = print({ auth: { kind: "object", fields: [{ name: "token", shape: { kind: "string" } }] } });
  expect(text).toContain("export function connect(url: string | URL, options: ConnectOptions): Test {");
  expect(text).toContain("export interface ConnectOptions extends ConnectionOptions<TestAuth> {");
  expect(text).toContain("  auth: AuthSource<TestAuth>;");
  expect(text).toContain(
    "/** What a client presents when it connects. */\nexport interface TestAuth {\n  token: string;\n}",
  );
});

test("auth that may be left out", () => {
  const text = print({ auth: { kind: "optional", of: { kind: "string" } } });
  expect(text).toContain("options?: ConnectOptions");
  expect(text).toContain("  auth?: AuthSource<TestAuth> | undefined;");
});

test("metadata of calls is required where the server would refuse calls without it", () => {
  const text = print({ metadata: { call: { kind: "string" } } });
  expect(text).toContain("export function connect(url: string | URL, options: ConnectOptions): Test {");
  expect(text).toContain("export interface ConnectOptions extends ConnectionOptions<undefined, TestCallMetadata> {");
  expect(text).toContain("  metadata: MetadataSource<TestCallMetadata>;");
});

test("metadata of calls that may be left out, beside auth that may not", () => {
  const text = print({ metadata: { call: { kind: "optional", of: { kind: "string" } } }, auth: { kind: "string" } });
  expect(text).toContain("options: ConnectOptions");
  expect(text).toContain("export interface ConnectOptions extends ConnectionOptions<TestAuth, TestCallMetadata> {");
  expect(text).toContain("  metadata?: MetadataSource<TestCallMetadata> | undefined;");
});

test("metadata of answers asks nothing of who connects", () => {
  expect(print({ metadata: { answer: { kind: "string" } } })).toContain("options?: ConnectionOptions): Test {");
});
