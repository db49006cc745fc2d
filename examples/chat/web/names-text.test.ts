import { expect, test } from "vitest";
import { namesText } from "./names-text.js";

test.each([
  [[], ""],
  [["Ada"], "Ada"],
  [["Ada", "Grace"], "Ada and Grace"],
  [["Ada", "Grace", "Linus"], "Ada and 2 others"],
])("%j is said as %j", (nicks, text) => {
  expect(namesText(nicks)).toBe(text);
});
