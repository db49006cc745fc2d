import { expect, test } from "vitest";
import { printDocs } from "./docs.js";

test("nothing to say is nothing", () => {
  expect(printDocs({})).toBe("");
  expect(printDocs({ text: [undefined, "  "] })).toBe("");
});

test("one line stays on one line", () => {
  expect(printDocs({ text: ["Sends."] })).toBe("/** Sends. */\n");
  expect(printDocs({ deprecated: true }, "  ")).toBe("  /** @deprecated */\n");
});

test("paragraphs, then tags", () => {
  expect(
    printDocs(
      { text: ["One.\nTwo.", "Three."], throws: { type: "SendError" }, deprecated: true, generatedFrom: "topics.a" },
      "  ",
    ),
  ).toBe(
    [
      "  /**",
      "   * One.",
      "   * Two.",
      "   *",
      "   * Three.",
      "   *",
      "   * @throws {@link SendError}",
      "   * @generated from topics.a",
      "   * @deprecated",
      "   */",
      "",
    ].join("\n"),
  );
});

test("errors that surface elsewhere say where", () => {
  expect(printDocs({ throws: { type: "SendError", where: "in the loop" } })).toBe(
    "/** @throws {@link SendError} in the loop */\n",
  );
});

test("no text can end the comment", () => {
  expect(printDocs({ text: ["a */ b **/ c"] })).toBe("/** a *\\/ b **\\/ c */\n");
  expect(printDocs({ generatedFrom: "procedures.*/" })).toBe("/** @generated from procedures.*\\/ */\n");
});

test("every kind of line end is one", () => {
  expect(printDocs({ text: ["a\r\nb\u2028c\rd"] })).toBe("/**\n * a\n * b\n * c\n * d\n */\n");
});
