import { expect, test } from "vitest";
import { declarations, javascript, typescript } from "./form.js";
import { printCallable, printConnectionField, printReadonlyField } from "./print-member.js";

test("a method", () => {
  const method = {
    head: "  send",
    parameters: ["input: Map<string, number>", "options?: CallOptions"],
    result: "Promise<void>",
    body: ["return go(input, options);"],
  };
  expect(printCallable(method, typescript)).toBe(
    "  send(input: Map<string, number>, options?: CallOptions): Promise<void> {\n    return go(input, options);\n  }",
  );
  expect(printCallable(method, javascript)).toBe("  send(input, options) {\n    return go(input, options);\n  }");
  expect(printCallable(method, declarations)).toBe(
    "  send(input: Map<string, number>, options?: CallOptions): Promise<void>;",
  );
});

test("a constructor has no result", () => {
  const made = { head: "  constructor", parameters: ["connection: Connection"], body: [] };
  expect(printCallable(made, typescript)).toBe("  constructor(connection: Connection) {\n  }");
  expect(printCallable(made, declarations)).toBe("  constructor(connection: Connection);");
});

test("fields", () => {
  const forms = [typescript, javascript, declarations];
  expect(forms.map((form) => printReadonlyField("rooms", "Rooms", form))).toEqual([
    "  readonly rooms: Rooms;",
    "  rooms;",
    "  readonly rooms: Rooms;",
  ]);
  expect(forms.map((form) => printConnectionField("Connection", form))).toEqual([
    "  readonly #connection: Connection;",
    "  #connection;",
    "  #private;",
  ]);
});
