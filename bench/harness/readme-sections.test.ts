import { expect, test } from "vitest";
import { replaceSection } from "./readme-sections.js";

const page =
  "# Page\n\n## Calls\n\n<!-- bench rpc -->\nold\n<!-- bench end -->\n\nBelow.\n\n<!-- bench codec -->\nkept\n<!-- bench end -->\n";
const section = { name: "rpc", heading: "Calls", text: "new $& text" };

test("puts the text between the marks, and leaves all else", () => {
  expect(replaceSection(page, section)).toBe(page.replace("old", () => "new $& text"));
});

test("is the same when done again", () => {
  const once = replaceSection(page, section);
  expect(replaceSection(once, section)).toBe(once);
});

test("adds a section that the page has not, with its heading", () => {
  const added = replaceSection("# Page\n", section);
  expect(added).toBe("# Page\n\n## Calls\n\n<!-- bench rpc -->\nnew $& text\n<!-- bench end -->\n");
});

test("refuses a section without its end", () => {
  expect(() => replaceSection("<!-- bench rpc -->\n", section)).toThrow('has no "<!-- bench end -->"');
});
