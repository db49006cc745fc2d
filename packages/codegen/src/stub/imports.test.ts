import { expect, test } from "vitest";
import { declarations, javascript, typescript } from "./form.js";
import { Imports } from "./imports.js";

test("each name once, types marked, in the order that a formatter gives them", () => {
  const imports = new Imports(typescript);
  imports.useHelper("encodeNumber");
  expect(imports.use("createConnection")).toBe("createConnection");
  imports.use("Connection");
  imports.use("ConnectionOptions");
  imports.use("Connection");
  expect(imports.print()).toBe(
    [
      "import {",
      "  type Connection,",
      "  type ConnectionOptions,",
      "  createConnection,",
      "  encodeNumber,",
      '} from "@hawser/client";',
    ].join("\n"),
  );
});

test("code imports what runs, declarations import the types", () => {
  for (const [form, printed] of [
    [javascript, 'import {\n  createConnection,\n} from "@hawser/client";'],
    [declarations, 'import type {\n  Connection,\n} from "@hawser/client";'],
  ] as const) {
    const imports = new Imports(form);
    imports.use("createConnection");
    imports.use("Connection");
    expect(imports.print()).toBe(printed);
  }
});
