import { expect, test } from "vitest";
import { Imports } from "./imports.js";

test("each name once, types marked, in the order that a formatter gives them", () => {
  const imports = new Imports();
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
