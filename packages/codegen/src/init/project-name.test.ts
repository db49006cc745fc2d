import { expect, test } from "vitest";
import { projectName } from "./project-name.js";

test.each([
  ["my-app", "my-app"],
  ["My App", "my-app"],
  ["Café", "cafe"],
  ["Mein Übel", "mein-ubel"],
  [".hidden_", "hidden"],
  ["日本", undefined],
])("%s becomes %s", (directory, name) => {
  expect(projectName(directory)).toBe(name);
});
